import type { Session, SessionStatus } from '@/api/types';

/** As much of a session as is needed to tell what has changed. */
export interface Snapshot {
  version: number;
  title: string;
  start: string;
  end: string;
  status: SessionStatus;
  trainerId: number;
  link: string | null;
  /** The number of trainees. */
  trainees: number;
}

export interface Snapshots {
  /** The latest versions of sessions by id, oldest first. */
  sessions: Readonly<Record<number, readonly Snapshot[]>>;
  /** Whether every upcoming session is included. */
  isComplete: boolean;
}

const MAX_VERSIONS = 4;
const MAX_SESSIONS = 250;
const KEEP_MS = 2 * 86_400_000;

export const toSnapshot = (session: Session): Snapshot => ({
  version: session.version,
  title: session.title,
  start: session.scheduled_date,
  end: session.ends_at,
  status: session.status,
  trainerId: session.trainer_id,
  link: session.class_link,
  trainees: session.trainee_count,
});

/** The snapshots with one more version of a session. */
export function addSnapshot(snapshots: Snapshots, id: number, snapshot: Snapshot): Snapshots {
  const known = snapshots.sessions[id] ?? [];
  if (known.some(({ version }) => version === snapshot.version)) return snapshots;
  const versions = [...known, snapshot].toSorted((a, b) => a.version - b.version).slice(-MAX_VERSIONS);
  return { ...snapshots, sessions: { ...snapshots.sessions, [id]: versions } };
}

export function removeSnapshots(snapshots: Snapshots, id: number): Snapshots {
  if (!snapshots.sessions[id]) return snapshots;
  const { [id]: _, ...others } = snapshots.sessions;
  return { ...snapshots, sessions: others };
}

export const latestSnapshot = (snapshots: Snapshots, id: number) => snapshots.sessions[id]?.at(-1);

/** The session before a version. */
export const snapshotBefore = (snapshots: Snapshots, id: number, version: number): Snapshot | undefined =>
  snapshots.sessions[id]?.findLast((snapshot) => snapshot.version < version);

/** Drops sessions that ended long ago, and keeps the next ones of the others. `now` is in milliseconds since 1970. */
export function pruneSnapshots(snapshots: Snapshots, now: number): Snapshots {
  const timeOf = (versions: readonly Snapshot[], side: 'start' | 'end') => Date.parse(versions.at(-1)?.[side] ?? '');
  const recent = Object.entries(snapshots.sessions).filter(([, versions]) => timeOf(versions, 'end') > now - KEEP_MS);
  const kept =
    recent.length <= MAX_SESSIONS
      ? recent
      : recent.toSorted(([, a], [, b]) => timeOf(a, 'start') - timeOf(b, 'start')).slice(0, MAX_SESSIONS);
  return { ...snapshots, sessions: Object.fromEntries(kept) };
}
