import { daysAfter, startOfDay } from '@/lib/wallClock';
import type { SessionFilters } from '../model/queries';
import type { SessionSearch } from '../model/search';

export const PAGE_SIZE = 50;

export type TimeScope = 'upcoming' | 'past' | 'all' | 'days';

/** Which time range the list shows: chosen days take precedence. */
export const timeScopeOf = ({ when, from, to }: SessionSearch): TimeScope =>
  from || to ? 'days' : (when ?? 'upcoming');

/** Upcoming sessions and chosen days are shown earliest first, everything else latest first. */
export const orderOf = (search: SessionSearch) =>
  search.order ?? (['upcoming', 'days'].includes(timeScopeOf(search)) ? 'scheduled_date' : '-scheduled_date');

const instant = (day: string, zone: string) => new Date(startOfDay(day, zone) ?? 0).toISOString();

/** The query for the server. Days are those of the user's time zone, `today` included. */
export function filtersOf(search: SessionSearch, today: string, zone: string): SessionFilters {
  const { status, trainer_id, trainee_id, q, from, to, page = 1 } = search;
  const when = timeScopeOf(search);
  const first = when === 'upcoming' ? today : from;
  const end = when === 'past' ? today : to && daysAfter(to, 1);
  return {
    status,
    trainer_id,
    trainee_id,
    q,
    from: first && instant(first, zone),
    to: end && instant(end, zone),
    order: orderOf(search),
    skip: (page - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
  };
}

/** The number of active filters, apart from the search text and the time range. */
export const filterCount = ({ trainer_id, trainee_id, from, to }: SessionSearch) =>
  [trainer_id, trainee_id, from, to].filter((value) => value !== undefined).length;
