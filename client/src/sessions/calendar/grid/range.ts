import { i18n } from '@/i18n';
import { capitalised, dayMonth, dayName, longDate, monthName, viewerZone, weekdayName } from '@/i18n/formatDates';
import { organisation } from '@/i18n/organisation';
import { instantOf, wallClock } from '@/lib/wallClock';
import { shownZone } from '@/lib/zones';

/** The calendar's views. */
export type View = 'day' | 'three' | 'week' | 'month' | 'agenda';

export const VIEWS: readonly View[] = ['day', 'three', 'week', 'month', 'agenda'];

/** How many days the agenda shows. */
export const AGENDA_DAYS = 28;

/** The time between two midnights in the user's time zone; the second is exclusive. */
export interface Range {
  from: Date;
  to: Date;
}

/** A day in the user's time zone, as 2026-05-04. */
export const dayOf = (at: Date) => wallClock(at.getTime(), viewerZone()).date;

/** The instant at which the clock of the user's time zone shows this time of a day. */
export const atTime = (day: string, time: string) =>
  new Date(instantOf({ date: day, time }, viewerZone())?.at ?? Number.NaN);

/** The midnight at which a day starts. */
export const midnight = (day: string) => atTime(day, '00:00');

/** A day as its midnight in UTC, where all days are equally long, and back. */
const inUtc = (day: string) => new Date(`${day}T00:00Z`);
const fromUtc = (year: number, month: number, date: number) =>
  new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);

/** A day some days later, or earlier. */
export const plusDays = (day: string, days: number) => {
  const at = inUtc(day);
  return fromUtc(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + days);
};

/** The days from one to another, which is exclusive. */
export const daysFrom = (from: string, to: string): string[] =>
  from < to ? [from, ...daysFrom(plusDays(from, 1), to)] : [];

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: string) => inUtc(day).getUTCDay() || 7;

/** The first day of a month, counted from that of `day`. */
const monthStart = (day: string, months = 0) => {
  const at = inUtc(day);
  return fromUtc(at.getUTCFullYear(), at.getUTCMonth() + months, 1);
};

/** The first day of its week, which the organisation chooses. */
export const weekStartOf = (day: string) =>
  plusDays(day, -((inUtc(day).getUTCDay() - organisation.get().week_starts_on + 7) % 7));

/** The first day of the period that the title names, and the one after the last. */
function daysOf(view: View, day: string): [string, string] {
  switch (view) {
    case 'month':
      return [monthStart(day), monthStart(day, 1)];
    case 'week':
      return [weekStartOf(day), plusDays(weekStartOf(day), 7)];
    case 'three':
      return [day, plusDays(day, 3)];
    case 'day':
      return [day, plusDays(day, 1)];
    case 'agenda':
      return [day, plusDays(day, AGENDA_DAYS)];
  }
}

const between = ([from, to]: readonly [string, string]): Range => ({ from: midnight(from), to: midnight(to) });

/** The period that the title names: a month, a week, a day, or the agenda's weeks. */
export const periodOf = (view: View, day: string) => between(daysOf(view, day));

/** Every day on the screen: a month is shown in whole weeks. */
export function shownDays(view: View, day: string): string[] {
  const [from, to] = daysOf(view, day);
  return view === 'month'
    ? daysFrom(weekStartOf(from), plusDays(weekStartOf(plusDays(to, -1)), 7))
    : daysFrom(from, to);
}

/** The time that these days last. */
export function shownRange(view: View, day: string): Range {
  const days = shownDays(view, day);
  return between([days[0] ?? day, plusDays(days.at(-1) ?? day, 1)]);
}

/** A day in the previous or next period. The 31st becomes the last day of a shorter month. */
export function stepped(view: View, day: string, by: 1 | -1): string {
  if (view !== 'month') return plusDays(day, by * { week: 7, three: 3, day: 1, agenda: AGENDA_DAYS }[view]);
  const last = plusDays(monthStart(day, by + 1), -1);
  const same = `${last.slice(0, 8)}${day.slice(8)}`;
  return same < last ? same : last;
}

/** “Mon” and “30”, for the heading of a day. Portuguese writes “segunda” in full unless it is cut, as people do. */
export const dayHeading = (day: string) => ({
  weekday: weekdayName(weekdayOf(day) - 1).slice(0, 3),
  date: Number(day.slice(8)),
});

const noonOf = (day: string) => `${day}T12:00Z`;

/** “Monday 4 May 2026”, for a day such as 2026-05-04. */
export const fullDay = (day: string) => longDate(noonOf(day), 'UTC');

/** The title: “May 2026”, “4–10 May 2026”, “Monday 4 May 2026”; where there is little room, without the year. */
export function titleOf(view: View, day: string, isShort = false): string {
  const [from, to] = daysOf(view, day);
  if (view === 'month') return monthName(day);
  if (view === 'day') return isShort ? dayName(noonOf(day), 'UTC') : capitalised(fullDay(day), i18n.locale);
  const last = plusDays(to, -1);
  const endYear = isShort ? '' : ` ${last.slice(0, 4)}`;
  if (from.slice(0, 7) === last.slice(0, 7)) return `${Number(from.slice(8))}–${dayMonth(last)}${endYear}`;
  const startYear = isShort || from.slice(0, 4) === last.slice(0, 4) ? '' : ` ${from.slice(0, 4)}`;
  return `${dayMonth(from)}${startYear} – ${dayMonth(last)}${endYear}`;
}

/** A zone's offset from UTC at an instant: “GMT+1”. */
export function offsetOf(at: number, timeZone = viewerZone()): string {
  const shown = { timeZone: shownZone(timeZone), timeZoneName: 'shortOffset' } as const;
  const parts = new Intl.DateTimeFormat(i18n.locale, shown).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** The offset of the user's time zone, or two if the clocks change in between. */
export function offsetsOf(view: View, day: string): string {
  const { from, to } = shownRange(view, day);
  return [...new Set([offsetOf(from.getTime()), offsetOf(to.getTime() - 1)])].join(' / ');
}
