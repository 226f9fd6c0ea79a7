import type { AttendanceStatus, Session, SessionStatus } from '@/api/types';

/** As much of a session as it takes to tell what has changed in it. */
export interface Brief {
  version: number;
  title: string;
  start: string;
  end: string;
  status: SessionStatus;
  trainerId: number;
  link: string | null;
  /** How many take part, and how many of them are marked. */
  trainees: number;
  marks: number;
  /** The mark of whoever is reading. */
  own: AttendanceStatus | null;
}

/** The last versions of sessions, by id, the oldest first. */
export type Memory = Readonly<Record<number, readonly Brief[]>>;

const VERSIONS = 4;
const SESSIONS = 250;
const KEPT_MS = 2 * 86_400_000;

export const briefOf = (session: Session, meId: number): Brief => ({
  version: session.version,
  title: session.title,
  start: session.scheduled_date,
  end: session.ends_at,
  status: session.status,
  trainerId: session.trainer_id,
  link: session.class_link,
  trainees: session.trainee_count,
  marks: session.attendance.length,
  own: session.attendance.find(({ trainee_id }) => trainee_id === meId)?.status ?? null,
});

/** The memory with one more version of a session in it. */
export function learn(memory: Memory, id: number, brief: Brief): Memory {
  const known = memory[id] ?? [];
  if (known.some(({ version }) => version === brief.version)) return memory;
  const versions = [...known, brief].toSorted((a, b) => a.version - b.version).slice(-VERSIONS);
  return { ...memory, [id]: versions };
}

export function forget(memory: Memory, id: number): Memory {
  const { [id]: _, ...others } = memory;
  return others;
}

/** What a session was before a version of it. */
export const before = (memory: Memory, id: number, version: number): Brief | undefined =>
  memory[id]?.findLast((brief) => brief.version < version);

/** Without what is long over; and of what is left, the soonest. */
export function tidied(memory: Memory, now: number): Memory {
  const entries = Object.entries(memory).filter(
    ([, versions]) => Date.parse(versions.at(-1)?.end ?? '') > now - KEPT_MS,
  );
  if (entries.length <= SESSIONS) return Object.fromEntries(entries);
  const startOf = ([, versions]: (typeof entries)[number]) => Date.parse(versions.at(-1)?.start ?? '');
  return Object.fromEntries(entries.toSorted((a, b) => startOf(a) - startOf(b)).slice(0, SESSIONS));
}
