/** The time until a session, in the largest units that are precise enough. Null units are left out. */
export interface TimeLeft {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** When to start showing seconds. */
export const NEAR_MS = 10 * MINUTE;
const TICK_FAR_MS = 15 * SECOND;
const LATE_MS = 20;

export function timeLeft(ms: number): TimeLeft {
  const left = Math.max(0, Math.ceil(ms / SECOND) * SECOND);
  return {
    days: Math.floor(left / DAY),
    hours: Math.floor((left % DAY) / HOUR),
    minutes: Math.floor((left % HOUR) / MINUTE),
    seconds: Math.floor((left % MINUTE) / SECOND),
  };
}

/** Milliseconds until the countdown changes: just after full seconds shortly before the start, rarely until then. */
export const nextTick = (left: number) =>
  left > NEAR_MS + TICK_FAR_MS || left < -TICK_FAR_MS
    ? TICK_FAR_MS
    : (((left % SECOND) + SECOND) % SECOND || SECOND) + LATE_MS;

const SPOKEN_MINUTES = [15, 5, 1];

/** What is announced, a few times only: the smallest of these numbers of minutes until the start; 0 once it has started. */
export function spokenMinutes(left: number): number | null {
  if (left <= 0) return 0;
  return SPOKEN_MINUTES.findLast((minutes) => left <= minutes * MINUTE) ?? null;
}
