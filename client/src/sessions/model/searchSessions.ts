import { api, dataOf } from '@/api/client';
import { dateTime } from '@/i18n/formatDates';
import type { Hit } from '@/shell/feature';

const MOST = 6;

/** For the palette: sessions by what their title or description says, the newest first. */
export async function findSessions(q: string, signal: AbortSignal): Promise<Hit[]> {
  const query = { q, limit: MOST, count: false };
  const found = await dataOf(api.GET('/sessions/', { params: { query }, signal }));
  return found.map(({ id, title, scheduled_date, trainer }) => ({
    id: String(id),
    label: title,
    description: `${dateTime(scheduled_date)} · ${trainer.name}`,
    to: `/sessions/${id}`,
  }));
}
