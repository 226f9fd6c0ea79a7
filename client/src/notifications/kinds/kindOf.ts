import { IconBell } from '@tabler/icons-react';
import type { NotificationKind, NotificationKinds } from '@/feature/notificationKinds';
import { text } from '@/i18n';
import { told } from './told';

/** A kind of which no feature of this client knows: the server's features may have added it. */
const unknown = (name: string): NotificationKind => ({
  icon: IconBell,
  group: 'other',
  // course_is_full → Course is full
  label: () => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' '),
  sentence: (notification) => told('other', notification),
  counted: (count) => text('notifications', 'count.other', { count }),
});

export const kindOf = (kinds: NotificationKinds, name: string): NotificationKind => kinds[name] ?? unknown(name);
