import { daysAfter, startOfDay, wallClock } from '@/lib/wallClock';
import type { AnalyticsSearch } from './search';

/** From the first to the last day, inclusive, in a time zone; and as instants for the request. */
export interface Period {
  firstDay: string;
  lastDay: string;
  from: string;
  to: string;
  time_zone: string;
}

const WEEKS = 12;

/** The Monday of a day's week. */
const mondayOf = (day: string) => daysAfter(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7));

/** The period in the URL, as of `now` (milliseconds since 1970). Start and end are swapped if they are in the wrong order. */
export function periodOf({ period, from, to }: AnalyticsSearch, now: number, zone: string): Period {
  const today = wallClock(now, zone).date;
  const weeks = (count: number) => daysAfter(mondayOf(today), -7 * (count - 1));
  if (period === 'custom') {
    const last = to ?? (from && from > today ? from : today);
    const first = from ?? daysAfter(last, -27);
    return between(first < last ? first : last, first < last ? last : first, zone);
  }
  const first = period === 'year' ? `${today.slice(0, 4)}-01-01` : weeks(period === '4w' ? 4 : WEEKS);
  return between(first, today, zone);
}

function between(firstDay: string, lastDay: string, time_zone: string): Period {
  const at = (day: string) => new Date(startOfDay(day, time_zone) ?? `${day}T00:00Z`).toISOString();
  return { firstDay, lastDay, from: at(firstDay), to: at(daysAfter(lastDay, 1)), time_zone };
}
