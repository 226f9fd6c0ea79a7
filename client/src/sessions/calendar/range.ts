import { i18n } from '@/i18n';
import { capitalised, viewerZone } from '@/i18n/formatDates';
import { organisation } from '@/i18n/organisation';
import { shownZone } from '@/lib/zones';

/** The calendar's views. */
export type View = 'month' | 'week' | 'day' | 'agenda';

export const VIEWS: readonly View[] = ['month', 'week', 'day', 'agenda'];

/** How many days the agenda shows. */
export const AGENDA_DAYS = 28;

/** The time between two midnights in the user's time zone; the second is exclusive. */
export interface Range {
  from: Date;
  to: Date;
}

const two = (n: number) => String(n).padStart(2, '0');

/** A day in the user's time zone, as 2026-05-04. */
export const dayOf = (at: Date) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** The midnight at which a day starts. */
export function midnight(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date);
}

/** A midnight some days later; counts calendar days, so that 23- or 25-hour days count as one. */
const plusDays = (at: Date, days: number) => new Date(at.getFullYear(), at.getMonth(), at.getDate() + days);

/** The first day of its week, which the organisation chooses. */
const weekStartOf = (at: Date) => plusDays(at, -((at.getDay() - organisation.get().week_starts_on + 7) % 7));

/** The period that the title names: a month, a week, a day, or the agenda's weeks. */
export function periodOf(view: View, day: string): Range {
  const at = midnight(day);
  switch (view) {
    case 'month':
      return {
        from: new Date(at.getFullYear(), at.getMonth(), 1),
        to: new Date(at.getFullYear(), at.getMonth() + 1, 1),
      };
    case 'week':
      return { from: weekStartOf(at), to: plusDays(weekStartOf(at), 7) };
    case 'day':
      return { from: at, to: plusDays(at, 1) };
    case 'agenda':
      return { from: at, to: plusDays(at, AGENDA_DAYS) };
  }
}

/** Everything on the screen: a month is shown in whole weeks. */
export function shownRange(view: View, day: string): Range {
  const { from, to } = periodOf(view, day);
  if (view !== 'month') return { from, to };
  return { from: weekStartOf(from), to: plusDays(weekStartOf(plusDays(to, -1)), 7) };
}

/** A day in the previous or next period. The 31st becomes the last day of a shorter month. */
export function stepped(view: View, day: string, by: 1 | -1): string {
  const at = midnight(day);
  if (view !== 'month') return dayOf(plusDays(at, by * { week: 7, day: 1, agenda: AGENDA_DAYS }[view]));
  const last = new Date(at.getFullYear(), at.getMonth() + by + 1, 0);
  return dayOf(new Date(last.getFullYear(), last.getMonth(), Math.min(at.getDate(), last.getDate())));
}

const inWords = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(i18n.locale, options);

/** The title: “May 2026”, “4 – 10 May 2026”, “Monday 4 May 2026”. */
export function titleOf(view: View, { from, to }: Range): string {
  const last = new Date(to.getTime() - 1);
  if (view === 'month') return capitalised(inWords({ month: 'long', year: 'numeric' }).format(from), i18n.locale);
  if (view === 'day') return capitalised(inWords({ dateStyle: 'full' }).format(from), i18n.locale);
  return inWords({ day: 'numeric', month: 'short', year: 'numeric' }).formatRange(from, last);
}

/** A zone's offset from UTC at an instant: “GMT+1”. */
export function offsetOf(at: number, timeZone = viewerZone()): string {
  const parts = inWords({ timeZone: shownZone(timeZone), timeZoneName: 'shortOffset' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** The user's time zone with its offset, or two offsets if the clocks change in between. */
export function zoneTitle(view: View, day: string): string {
  const { from, to } = shownRange(view, day);
  const offsets = new Set([offsetOf(from.getTime()), offsetOf(to.getTime() - 1)]);
  return `${viewerZone()} (${[...offsets].join(' / ')})`;
}
