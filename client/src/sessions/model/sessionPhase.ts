import type { Session } from '@/api/types';
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
