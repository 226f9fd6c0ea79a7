import { useEffect, useState } from 'react';
import type { Session } from '@/api/types';

/** Where a session stands: its status, and for what is scheduled whether it runs now or has been left open. */
export type Phase = 'scheduled' | 'running' | 'past' | 'completed' | 'cancelled';

type Timed = Pick<Session, 'status' | 'scheduled_date' | 'ends_at'>;

export function phaseOf({ status, scheduled_date, ends_at }: Timed, now: number): Phase {
  if (status !== 'scheduled' || now < Date.parse(scheduled_date)) return status;
  return now < Date.parse(ends_at) ? 'running' : 'past';
}

const JOIN_MINUTES = 15;

/** The class can be joined from a quarter of an hour before it begins until it ends. */
export const canJoin = (session: Timed & Pick<Session, 'class_link'>, now: number) =>
  session.class_link !== null &&
  session.status === 'scheduled' &&
  now >= Date.parse(session.scheduled_date) - JOIN_MINUTES * 60_000 &&
  now < Date.parse(session.ends_at);

const TICK_MS = 15_000;

/** The time, in milliseconds since 1970; draws the component anew as it passes. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
