import {
  IconCalendarEvent,
  IconCalendarOff,
  IconCalendarPlus,
  IconClipboardCheck,
  IconClockEdit,
  IconLink,
  IconPencil,
  IconUsersGroup,
} from '@tabler/icons-react';
import { api } from '@/api/client';
import type { AttendanceStatus, Session } from '@/api/types';
import type { Notice, NoticeContent, NoticeSource, Reader } from '@/feature/notices';
import { text } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { serverNow } from '@/lib/serverClock';
import type { LiveEvent } from '@/live/events';
import {
  addSnapshot,
  latestSnapshot,
  pruneSnapshots,
  removeSnapshots,
  type Snapshot,
  type Snapshots,
  snapshotBefore,
  toSnapshot,
} from './sessionSnapshots';

type Marked = Extract<LiveEvent, { type: 'attendance_marked' }>;
type Kind = keyof typeof ICONS;
type Make = (kind: Kind, more?: Partial<NoticeContent>) => NoticeContent;

const ICONS = {
  added: IconCalendarPlus,
  moved: IconClockEdit,
  cancelled: IconCalendarOff,
  completed: IconClipboardCheck,
  reopened: IconCalendarEvent,
  renamed: IconPencil,
  link: IconLink,
  trainer: IconUsersGroup,
  marked: IconClipboardCheck,
  enrolments: IconUsersGroup,
  attendance: IconClipboardCheck,
  changed: IconCalendarEvent,
  removed: IconCalendarOff,
};

const MAX_SESSIONS = 200;
const DAY_MS = 86_400_000;

const subject = ({ id, title, scheduled_date }: Session) => ({ subjectId: id, title, to: scheduled_date });

function noticeOfUpdate(session: Session, at: string, reader: Reader, snapshots: Snapshots): NoticeContent | null {
  const make: Make = (kind, more) => ({ ...subject(session), kind, group: `${kind}:${session.id}`, ...more });
  const now = toSnapshot(session);
  const before = snapshotBefore(snapshots, session.id, session.version);
  if (before) return noticeOfDifference(before, now, reader, make);
  if (Date.parse(session.ends_at) < Date.parse(at)) return null;
  // If all upcoming sessions are known, an unknown one is new to the reader.
  return make(snapshots.isComplete && !latestSnapshot(snapshots, session.id) ? 'added' : 'changed');
}

/** The most important change to a session; null if it does not concern the reader. */
function noticeOfDifference(before: Snapshot, now: Snapshot, reader: Reader, make: Make): NoticeContent | null {
  if (before.status !== now.status) return noticeOfStatus(before, now, reader, make);
  if (before.start !== now.start) return make('moved', { from: before.start });
  if (before.end !== now.end) return make('changed');
  const leads = reader.role === 'trainer';
  const others: [boolean, () => NoticeContent][] = [
    [before.trainerId !== now.trainerId, () => make(leads ? 'added' : 'trainer')],
    [before.link !== now.link, () => make('link')],
    [leads && before.trainees !== now.trainees, () => make('enrolments', { details: { count: now.trainees } })],
    [before.title !== now.title, () => make('renamed', { from: before.title, to: now.title })],
  ];
  return others.find(([applies]) => applies)?.[1]() ?? null;
}

/** Trainees are told of their own marks. A session that ended long ago is not known: its notice has no title. */
function noticeOfMarks(event: Marked, reader: Reader, snapshots: Snapshots): NoticeContent | null {
  const { session_id: id, records } = event.data;
  const known = latestSnapshot(snapshots, id);
  if (records.length === 0) return null;
  const about = { subjectId: id, ...(known && { title: known.title, to: known.start }) };
  if (reader.role === 'trainer') return { ...about, kind: 'attendance', group: `attendance:${id}` };
  const own = records.find(({ trainee_id }) => trainee_id === reader.id)?.status;
  return own ? { ...about, kind: 'marked', group: `marked:${id}`, details: { mark: own } } : null;
}

/** Trainees need not be told that a session is over. */
function noticeOfStatus(before: Snapshot, now: Snapshot, reader: Reader, make: Make): NoticeContent | null {
  if (now.status === 'completed') return reader.role === 'trainer' ? make('completed') : null;
  return make(now.status === 'cancelled' ? 'cancelled' : 'reopened', { from: before.start });
}

function textOf(notice: Notice, { role }: Reader): string {
  const { kind, title = '', from, to = from, details = {} } = notice;
  // The old and the new title are no times.
  if (kind === 'renamed') return text('sessions', 'notice.renamed', { title, before: from ?? '' });
  const when = to ? dateTime(to) : '';
  switch (kind as Kind) {
    case 'added':
      return text('sessions', `notice.added.${role === 'trainee' ? 'trainee' : 'trainer'}`, { title, when });
    case 'marked':
      return text('sessions', notice.title ? 'notice.marked' : 'notice.marked_somewhere', {
        title,
        mark: text('sessions', `mark_in_sentence.${details.mark as AttendanceStatus}`),
      });
    case 'attendance':
      return text('sessions', notice.title ? 'notice.attendance' : 'notice.attendance_somewhere', { title });
    case 'enrolments':
      return text('sessions', 'notice.enrolments', { title, count: details.count ?? 0 });
    case 'moved':
      return text('sessions', 'notice.moved', { title, when, before: from ? dateTime(from) : '' });
    default:
      return text('sessions', `notice.${kind as Exclude<Kind, 'added' | 'enrolments' | 'renamed'>}`, { title, when });
  }
}

/** Notifies trainers and trainees of changes to their sessions, compared with what they knew before. */
export default {
  initial: { sessions: {}, isComplete: false },
  noticeOf(event, reader, snapshots) {
    if (reader.role === 'admin') return null;
    if (event.type === 'session_created') {
      return { ...subject(event.data), kind: 'added', group: `added:${event.data.id}` };
    }
    if (event.type === 'session_updated') return noticeOfUpdate(event.data, event.at, reader, snapshots);
    if (event.type === 'attendance_marked') return noticeOfMarks(event, reader, snapshots);
    if (event.type !== 'session_deleted') return null;
    const id = event.data.session_id;
    const known = latestSnapshot(snapshots, id);
    return known ? { kind: 'removed', group: `removed:${id}`, title: known.title, from: known.start } : null;
  },
  remember(snapshots, event, reader) {
    if (reader.role === 'admin') return snapshots;
    if (event.type === 'session_deleted') return removeSnapshots(snapshots, event.data.session_id);
    if (event.type === 'attendance_marked') {
      const known = latestSnapshot(snapshots, event.data.session_id);
      if (!known) return snapshots;
      return addSnapshot(snapshots, event.data.session_id, { ...known, version: event.data.version });
    }
    if (event.type !== 'session_created' && event.type !== 'session_updated') return snapshots;
    return addSnapshot(snapshots, event.data.id, toSnapshot(event.data));
  },
  async prepare(reader, signal) {
    if (reader.role === 'admin') return { apply: (snapshots: Snapshots) => snapshots };
    const from = new Date(serverNow() - DAY_MS).toISOString();
    const query = { from, order: 'scheduled_date' as const, limit: MAX_SESSIONS, count: false };
    const { data = [] } = await api.GET('/sessions/', { params: { query }, signal });
    return { apply: (snapshots: Snapshots) => completed(snapshots, data) };
  },
  icons: ICONS,
  textOf,
  pathOf: ({ kind, subjectId }) => (kind === 'removed' ? '/calendar' : `/sessions/${subjectId}`),
} satisfies NoticeSource<Snapshots>;

/** The snapshots including every upcoming session as it is now. */
export function completed(snapshots: Snapshots, sessions: readonly Session[], now = serverNow()) {
  const all = sessions.reduce((known, each) => addSnapshot(known, each.id, toSnapshot(each)), snapshots);
  return { ...pruneSnapshots(all, now), isComplete: true };
}
