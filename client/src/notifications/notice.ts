import type { AttendanceStatus, Role, Session, User } from '@/api/types';
import type { LiveEvent } from '@/live/events';
import { type Brief, before, briefOf, type Memory } from './sessionSnapshots';

export type NoticeKind =
  | 'added'
  | 'moved'
  | 'cancelled'
  | 'completed'
  | 'reopened'
  | 'renamed'
  | 'link'
  | 'trainer'
  | 'marked'
  | 'roster'
  | 'marks'
  | 'changed'
  | 'gone'
  | 'assigned'
  | 'unassigned'
  | 'password'
  | 'person';

/** Something that concerns a person, as it is kept; the words are found when it is shown. */
export interface Notice {
  /** The event's. */
  id: string;
  at: string;
  kind: NoticeKind;
  /** Notices of one group that nobody has read yet become one. */
  group: string;
  count: number;
  isRead: boolean;
  title?: string;
  sessionId?: number;
  /** Somebody whose name is looked up when it is shown, unless it is `name`. */
  personId?: number;
  name?: string;
  role?: Role;
  from?: string;
  to?: string;
  mark?: AttendanceStatus;
  /** How many take part by now. */
  seats?: number;
}

type Content = Omit<Notice, 'id' | 'at' | 'isRead' | 'count'>;
type Make = (kind: NoticeKind, more?: Partial<Content>) => Content;
type Reader = Pick<User, 'id' | 'role'>;

/** A mark that was made as the event happened is the news. */
const FRESH_MS = 5000;

/**
 * What an event means to a person, or null if it does not concern them. Nobody is told of what they did themselves.
 * `isWhole`: the memory holds every session to come, so that one which is not in it is new to them.
 */
export function noticeOf(event: LiveEvent, me: Reader, memory: Memory, isWhole: boolean): Notice | null {
  if (event.actor_id === me.id) return null;
  const content = me.role === 'admin' ? forAdmin(event) : forOthers(event, me, memory, isWhole);
  return content && { ...content, id: event.id, at: event.at, count: 1, isRead: false };
}

function forAdmin(event: LiveEvent): Content | null {
  if (event.type === 'user_created') {
    const { id, name, role } = event.data;
    return { kind: 'person', group: 'person', personId: id, name, role };
  }
  if (event.type !== 'password_reset') return null;
  return { kind: 'password', group: `password:${event.data.user_id}`, personId: event.data.user_id };
}

function forOthers(event: LiveEvent, me: Reader, memory: Memory, isWhole: boolean): Content | null {
  switch (event.type) {
    case 'session_created':
      return { ...about(event.data), kind: 'added', group: `added:${event.data.id}` };
    case 'session_updated':
      return ofUpdate(event.data, event.at, me, memory, isWhole);
    case 'session_deleted': {
      const id = event.data.session_id;
      const known = memory[id]?.at(-1);
      return known ? { kind: 'gone', group: `gone:${id}`, title: known.title, from: known.start } : null;
    }
    case 'student_assigned':
    case 'student_unassigned': {
      const { student_id, teacher_id } = event.data;
      const personId = me.id === student_id ? teacher_id : student_id;
      const kind = event.type === 'student_assigned' ? 'assigned' : 'unassigned';
      return { kind, group: `care:${personId}`, personId };
    }
    default:
      return null;
  }
}

const about = ({ id, title, scheduled_date }: Session) => ({ sessionId: id, title, to: scheduled_date });

function ofUpdate(session: Session, at: string, me: Reader, memory: Memory, isWhole: boolean): Content | null {
  const make: Make = (kind, more) => ({
    ...about(session),
    kind,
    group: `${kind}:${session.id}`,
    ...more,
  });
  const now = briefOf(session, me.id);
  const was = before(memory, session.id, session.version);
  if (was) return ofDifference(was, now, me, make);
  const mark = session.attendance.find(({ trainee_id }) => trainee_id === me.id);
  if (mark && Math.abs(Date.parse(at) - Date.parse(mark.marked_at)) < FRESH_MS)
    return make('marked', { mark: mark.status });
  if (Date.parse(session.ends_at) < Date.parse(at)) return null;
  return make(isWhole && !memory[session.id] ? 'added' : 'changed');
}

/** The weightiest of what has changed in a session; null where it concerns nobody. */
function ofDifference(was: Brief, now: Brief, me: Reader, make: Make): Content | null {
  if (was.status !== now.status) return ofStatus(was, now, me, make);
  if (was.start !== now.start) return make('moved', { from: was.start });
  if (was.end !== now.end) return make('changed');
  if (was.own !== now.own) return now.own && make('marked', { mark: now.own });
  const leads = me.role === 'trainer';
  const others: [boolean, () => Content][] = [
    [was.trainerId !== now.trainerId, () => make(leads ? 'added' : 'trainer')],
    [was.link !== now.link, () => make('link')],
    [leads && was.trainees !== now.trainees, () => make('roster', { seats: now.trainees })],
    [leads && was.marks !== now.marks, () => make('marks')],
    [was.title !== now.title, () => make('renamed', { name: was.title })],
  ];
  return others.find(([has]) => has)?.[1]() ?? null;
}

/** Trainees know that what is over is over. */
function ofStatus(was: Brief, now: Brief, me: Reader, make: Make): Content | null {
  if (now.status === 'completed') return me.role === 'trainer' ? make('completed') : null;
  return make(now.status === 'cancelled' ? 'cancelled' : 'reopened', { from: was.start });
}

/** Two notices of one group: the newer one, which began where the older did. */
export function joined(older: Notice, newer: Notice): Notice {
  const isBackAgain = newer.kind === 'moved' && older.from === newer.to;
  return {
    ...newer,
    count: older.count + 1,
    ...(older.from && !isBackAgain && { from: older.from }),
    ...(newer.kind === 'renamed' && older.name && { name: older.name }),
  };
}
