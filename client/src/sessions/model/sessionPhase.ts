import type { Session, User } from '@/api/types';
import { organisation } from '@/i18n/organisation';

/** A session's phase: its status and, for scheduled sessions, whether it is in progress or was never completed. */
export type Phase = 'scheduled' | 'running' | 'past' | 'completed' | 'cancelled';

type Timed = Pick<Session, 'status' | 'scheduled_date' | 'ends_at'>;

export function phaseOf({ status, scheduled_date, ends_at }: Timed, now: number): Phase {
  if (status !== 'scheduled' || now < Date.parse(scheduled_date)) return status;
  return now < Date.parse(ends_at) ? 'running' : 'past';
}

/** A class can be joined from shortly before the start, as the organisation chose, until the end. */
export const canJoin = (session: Timed & Pick<Session, 'class_link'>, now: number) =>
  session.class_link !== null &&
  session.status === 'scheduled' &&
  now >= Date.parse(session.scheduled_date) - organisation.get().join_minutes_before * 60_000 &&
  now < Date.parse(session.ends_at);

const UNDO_MS = 10 * 60_000;

/** Whether somebody did this so recently that they may still take it back. */
export const canUndo = (id: number, by: number | null, at: string | null, now: number) =>
  by === id && at !== null && Math.abs(now - Date.parse(at)) < UNDO_MS;

/** Whether a user may change time, title and people: of completed sessions, only admins. */
export const mayReschedule = (me: Pick<User, 'id' | 'role'>, session: Pick<Session, 'trainer_id' | 'status'>) =>
  mayChange(me, session) && (me.role === 'admin' || session.status !== 'completed');

/** Whether a user may change a session: admins all of them, trainers their own. */
export const mayChange = ({ id, role }: Pick<User, 'id' | 'role'>, { trainer_id }: Pick<Session, 'trainer_id'>) =>
  role === 'admin' || (role === 'trainer' && trainer_id === id);
