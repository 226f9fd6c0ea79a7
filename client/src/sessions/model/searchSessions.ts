import { api, dataOf } from '@/api/client';
import type { Session, SessionStatus } from '@/api/types';
import type { SearchHit } from '@/feature/registry';
import { dateTime } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { serverNow } from '@/lib/serverClock';

/** The parts of a course are numbered: "Python 2/6: Lists and dictionaries". */
const PART = /\s*\d+\s*\/\s*\d+\b.*/;
/** As many repeats of one session may be nearer than any other. */
const MAX_READ = 24;

interface Among {
  status?: SessionStatus;
  trainer_id?: number;
  /** Only what has begun, or what has not begun first. */
  first?: 'past' | 'upcoming';
}

/** For the command bar: sessions by title, description or location. Of several of one title and trainer only the nearest in time. */
export const searchSessions = async (q: string, signal: AbortSignal): Promise<SearchHit[]> =>
  (await findSessions(q, signal)).map(hitOf);

/**
 * The sessions found that are to be kept, the nearest in time first; those of one title and trainer once, and
 * of a course the nearest part. Without `q` all
 * are looked at.
 */
export async function findSessions(
  q: string,
  signal: AbortSignal,
  { first, ...among }: Among = {},
  isKept: (session: Session) => boolean = () => true,
): Promise<Session[]> {
  const now = serverNow();
  const at = new Date(now).toISOString();
  const ask = (query: { from: string; order: 'scheduled_date' } | { to: string; order: '-scheduled_date' }) => {
    const all = { ...(q && { q }), limit: MAX_READ, count: false, ...among, ...query };
    return dataOf(api.GET('/sessions/', { params: { query: all }, signal }));
  };
  const found = await Promise.all([
    ask({ to: at, order: '-scheduled_date' }),
    first === 'past' ? [] : ask({ from: at, order: 'scheduled_date' }),
  ]);
  const kept = found.flat().filter(isKept);
  if (first !== 'upcoming') return nearestOfEach(kept, now);
  const hasBegun = ({ scheduled_date }: Session) => Date.parse(scheduled_date) < now;
  return onceEach([
    ...nearestOfEach(
      kept.filter((each) => !hasBegun(each)),
      now,
    ),
    ...nearestOfEach(kept.filter(hasBegun), now),
  ]);
}

export const hitOf = ({ id, title, scheduled_date, trainer, location }: Session): SearchHit => ({
  id: String(id),
  label: title,
  description: [dateTime(scheduled_date), personName(trainer), location].filter(Boolean).join(' · '),
  to: `/sessions/${id}`,
});

/** The nearest session of each title and trainer, the nearest of all first. */
export function nearestOfEach<S extends Pick<Session, 'title' | 'trainer_id' | 'scheduled_date'>>(
  sessions: readonly S[],
  now: number,
): S[] {
  const distance = ({ scheduled_date }: S) => Math.abs(Date.parse(scheduled_date) - now);
  return onceEach(sessions.toSorted((a, b) => distance(a) - distance(b)));
}

function onceEach<S extends Pick<Session, 'title' | 'trainer_id'>>(sessions: readonly S[]): S[] {
  const seen = new Set<string>();
  return sessions.filter(({ title, trainer_id }) => {
    const key = `${trainer_id} ${title.replace(PART, '')}`;
    return !seen.has(key) && seen.add(key);
  });
}
