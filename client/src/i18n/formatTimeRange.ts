import { clockTime, dateOf, dateTime } from './formatDates';

/** “Mon 4 May 2026, 10:00 – 11:30”, with the second day where there is one; in the viewer's zone unless another is named. */
export function formatTimeRange(start: number | string, end: number | string, timeZone?: string): string {
  const isOneDay = dateOf(start, timeZone) === dateOf(end, timeZone);
  return `${dateTime(start, timeZone)} – ${isOneDay ? clockTime(end, timeZone) : dateTime(end, timeZone)}`;
}
