import {
  IconAlarm,
  IconCalendarCancel,
  IconCalendarEvent,
  IconCalendarMinus,
  IconCalendarPlus,
  IconClipboardX,
  IconMessageReply,
} from '@tabler/icons-react';
import type { Notification } from '@/api/types';
import type { NotificationKinds, Reader } from '@/feature/notificationKinds';
import { text } from '@/i18n';
import { told } from './told';

const changeOf = ({ changes }: Notification, field: string) => changes.find((change) => change.field === field);

/** What is said of a changed session: that it was moved or renamed, if that is all. */
function changed(notification: Notification) {
  const fields = notification.changes.map(({ field }) => field);
  if (fields.includes('scheduled_date') && fields.length === 1) return told('moved', notification);
  if (fields.includes('title') && fields.length === 1) return told('renamed', notification);
  return told('changed', notification);
}

/** What is said of a session that the reader is in from now on. One that had been cancelled is not a new one. */
function assigned(notification: Notification, { role }: Reader) {
  if (changeOf(notification, 'status')) return told('reopened', notification);
  return told(role === 'trainee' ? 'added' : 'leads', notification);
}

/** What is said of a reply. One that has only a new note is still that they cannot come. */
function replied(notification: Notification) {
  const reply = changeOf(notification, 'reply');
  return told(reply && reply.after !== 'not_coming' ? 'coming' : 'not_coming', notification);
}

const LEADERS = ['trainer', 'admin'] as const;
const NEW = ['scheduled_date', 'duration_minutes', 'trainer', 'location'];
const GONE = ['scheduled_date', 'duration_minutes', 'status_reason'];
const CALENDAR = '/calendar';

/** What concerns the people in sessions. */
export default {
  session_assigned: {
    icon: IconCalendarPlus,
    group: 'sessions',
    label: ({ role }) => text('notifications', `kind.assigned.${role === 'trainee' ? 'trainee' : 'trainer'}`),
    sentence: assigned,
    counted: (count) => text('notifications', 'count.assigned', { count }),
    fields: NEW,
    isAbout: 'new',
  },
  session_changed: {
    icon: IconCalendarEvent,
    group: 'sessions',
    label: () => text('notifications', 'kind.changed'),
    sentence: changed,
    counted: (count) => text('notifications', 'count.changed', { count }),
  },
  session_cancelled: {
    icon: IconCalendarCancel,
    group: 'sessions',
    label: () => text('notifications', 'kind.cancelled'),
    sentence: (notification) => told('cancelled', notification),
    counted: (count) => text('notifications', 'count.cancelled', { count }),
    fields: GONE,
    isAbout: 'gone',
  },
  session_removed: {
    icon: IconCalendarMinus,
    group: 'sessions',
    label: ({ role }) => text('notifications', `kind.removed.${role === 'trainee' ? 'trainee' : 'trainer'}`),
    sentence: (notification, { role }) => told(role === 'trainee' ? 'removed' : 'replaced', notification),
    counted: (count) => text('notifications', 'count.removed', { count }),
    fields: GONE,
    isAbout: 'gone',
    // They may not see the session any more.
    pathOf: () => CALENDAR,
  },
  session_reminder: {
    icon: IconAlarm,
    group: 'sessions',
    label: () => text('notifications', 'kind.reminder'),
    sentence: ({ subject: { title } }) => text('notifications', 'reminder', { title }),
    counted: (count) => text('notifications', 'count.reminder', { count }),
    isAbout: 'new',
    isOver: (notification, now) => Date.parse(String(changeOf(notification, 'scheduled_date')?.after)) <= now,
  },
  reply_received: {
    icon: IconMessageReply,
    group: 'leading',
    roles: LEADERS,
    label: () => text('notifications', 'kind.reply'),
    sentence: replied,
    counted: (count) => text('notifications', 'count.reply', { count }),
    fields: ['note'],
    isAbout: 'new',
  },
  attendance_missing: {
    icon: IconClipboardX,
    group: 'leading',
    roles: LEADERS,
    label: () => text('notifications', 'kind.attendance'),
    sentence: ({ subject: { title } }) => text('notifications', 'attendance', { title }),
    counted: (count) => text('notifications', 'count.attendance', { count }),
    pathOf: ({ subject }) => `/sessions/${subject.id}?dialog=attendance`,
  },
} satisfies NotificationKinds;
