import { api, dataOf } from '@/api/client';
import type { SearchHit } from '@/feature/registry';
import { dateTime } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';

const MAX_RESULTS = 6;

/** For the command bar: sessions by title or description, latest first. */
export async function searchSessions(q: string, signal: AbortSignal): Promise<SearchHit[]> {
  const query = { q, limit: MAX_RESULTS, count: false };
  const found = await dataOf(api.GET('/sessions/', { params: { query }, signal }));
  return found.map(({ id, title, scheduled_date, trainer }) => ({
    id: String(id),
    label: title,
    description: `${dateTime(scheduled_date)} · ${personName(trainer)}`,
    to: `/sessions/${id}`,
  }));
}
