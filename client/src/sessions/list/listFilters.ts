import { daysAfter, startOfDay } from '@/lib/wallClock';
import type { SessionFilters } from '../model/queries';
import type { SessionSearch } from '../model/search';

export const PAGE_SIZE = 50;

export type TimeScope = 'upcoming' | 'past' | 'all' | 'days';

/** What part of time the list shows: days that were chosen win. */
export const timeScopeOf = ({ when, from, to }: SessionSearch): TimeScope =>
  from || to ? 'days' : (when ?? 'upcoming');

/** What is soonest stands first in what is to come and in chosen days, what is newest everywhere else. */
export const orderOf = (search: SessionSearch) =>
  search.order ?? (['upcoming', 'days'].includes(timeScopeOf(search)) ? 'scheduled_date' : '-scheduled_date');

const instant = (day: string, zone: string) => new Date(startOfDay(day, zone) ?? 0).toISOString();

/** What to ask the server for. Days begin and end in the viewer's zone; `today` is a day of it. */
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

/** How many filters are set, apart from the search text and the part of time. */
export const filterCount = ({ trainer_id, trainee_id, from, to }: SessionSearch) =>
  [trainer_id, trainee_id, from, to].filter((value) => value !== undefined).length;
