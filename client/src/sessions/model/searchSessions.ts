import { api, dataOf } from '@/api/client';
import type { Session } from '@/api/types';
import type { SearchHit } from '@/feature/registry';
import { dateTime } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { serverNow } from '@/lib/serverClock';

const MAX_RESULTS = 6;
/** As many repeats of one session may be nearer than any other. */
const MAX_READ = 24;

/** For the command bar: sessions by title or description. Of several of one title and trainer only the nearest in time. */
export async function searchSessions(q: string, signal: AbortSignal): Promise<SearchHit[]> {
  const now = serverNow();
  const at = new Date(now).toISOString();
  const ask = (query: { from: string; order: 'scheduled_date' } | { to: string; order: '-scheduled_date' }) =>
    dataOf(api.GET('/sessions/', { params: { query: { q, limit: MAX_READ, count: false, ...query } }, signal }));
  const found = await Promise.all([
    ask({ from: at, order: 'scheduled_date' }),
    ask({ to: at, order: '-scheduled_date' }),
  ]);
  return nearestOfEach(found.flat(), now)
    .slice(0, MAX_RESULTS)
    .map(({ id, title, scheduled_date, trainer }) => ({
      id: String(id),
      label: title,
      description: `${dateTime(scheduled_date)} · ${personName(trainer)}`,
      to: `/sessions/${id}`,
    }));
}

/** The nearest session of each title and trainer, the nearest of all first. */
export function nearestOfEach<S extends Pick<Session, 'title' | 'trainer_id' | 'scheduled_date'>>(
  sessions: readonly S[],
  now: number,
): S[] {
  const distance = ({ scheduled_date }: S) => Math.abs(Date.parse(scheduled_date) - now);
  const sorted = sessions.toSorted((a, b) => distance(a) - distance(b));
  const seen = new Set<string>();
  return sorted.filter(({ title, trainer_id }) => {
    const key = `${trainer_id} ${title}`;
    return !seen.has(key) && seen.add(key);
  });
}
