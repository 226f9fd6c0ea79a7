import { i18n } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { type Range, shownRange, type View } from './range';

const inWords = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(i18n.locale, options);

const capitalised = (text: string) => text.charAt(0).toLocaleUpperCase(i18n.locale) + text.slice(1);

/** What the screen shows: “May 2026”, “4 – 10 May 2026”, “Monday 4 May 2026”. */
export function titleOf(view: View, { from, to }: Range): string {
  const last = new Date(to.getTime() - 1);
  if (view === 'month') return capitalised(inWords({ month: 'long', year: 'numeric' }).format(from));
  if (view === 'day') return capitalised(inWords({ dateStyle: 'full' }).format(from));
  return inWords({ day: 'numeric', month: 'short', year: 'numeric' }).formatRange(from, last);
}

/** How a zone differs from UTC at an instant: “GMT+1”. */
export function offsetOf(at: number, timeZone = viewerZone()): string {
  const parts = inWords({ timeZone, timeZoneName: 'shortOffset' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** The viewer's zone with its offsets: two of them where the clocks change in between. */
export function zoneTitle(view: View, day: string): string {
  const { from, to } = shownRange(view, day);
  const offsets = new Set([offsetOf(from.getTime()), offsetOf(to.getTime() - 1)]);
  return `${viewerZone()} (${[...offsets].join(' / ')})`;
}
