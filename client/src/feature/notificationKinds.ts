import type { TablerIcon } from '@tabler/icons-react';
import type { Notification, Role, User } from '@/api/types';

/** Who reads a notification. */
export type Reader = Pick<User, 'id' | 'role'>;

/** The parts of the preferences, in the order in which they are shown. */
export const NOTIFICATION_GROUPS = ['sessions', 'leading', 'people', 'other', 'security'] as const;

/** A kind of notification in people's words. */
export interface NotificationKind {
  icon: TablerIcon;
  /** The part of the preferences that it belongs to. */
  group: (typeof NOTIFICATION_GROUPS)[number];
  /** Who can be told of it; if omitted, everybody. */
  roles?: readonly Role[];
  /** What it is called in the preferences. */
  label: (reader: Reader) => string;
  /** What happened, as a sentence without a full stop. */
  sentence: (notification: Notification, reader: Reader) => string;
  /** Several of them in a list: “3 sessions changed”. */
  counted: (count: number) => string;
  /** The fields that are shown below the sentence; if omitted, all that have a name. */
  fields?: readonly string[];
  /** It is about something new, of which only `after` is shown, or about something that is gone. If omitted, both are. */
  isAbout?: 'new' | 'gone';
  /** The path of what it is about; if omitted, that of the session or the person. */
  pathOf?: (notification: Notification, reader: Reader) => string;
  /** Whether it does not matter any more, such as a reminder of what has begun. `now` is in milliseconds since 1970. */
  isOver?: (notification: Notification, now: number) => boolean;
}

export type NotificationKinds = Readonly<Record<string, NotificationKind>>;
