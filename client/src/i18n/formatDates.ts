import { serverNow } from '@/lib/serverClock';
import { isKnownZone, shownZone } from '@/lib/zones';
import { findText, i18n, text } from './i18nStore';
import { organisation } from './organisation';

/** For a sentence or a heading: Portuguese and other languages write days and months in lower case. */
export const capitalised = (text: string, locale: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

const formats = new Map<string, Intl.DateTimeFormat>();

/** Written as 1:30 pm instead of 13:30, if the organisation prefers that. */
const withClock = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormatOptions =>
  options.hour && organisation.get().clock === 12 ? { ...options, hour: 'numeric', hour12: true } : options;

function format(wanted: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const options = withClock(wanted);
  const key = `${i18n.language} ${viewer.zone()} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    const { timeZone = viewerZone() } = options;
    found = new Intl.DateTimeFormat(i18n.locale, { ...options, timeZone: shownZone(timeZone) });
    formats.set(key, found);
  }
  return found;
}

/** Who reads the times. The shell says in which zone they want them: this module knows of no sign-in. */
export const viewer = { zone: (): string | null => null };

/** The device's IANA time zone, whether or not it is one that the browser can use: `Etc/Unknown` is not. */
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';

/** The zone that the user has chosen, if this browser knows it, and otherwise the device's. */
function ownZone() {
  const chosen = viewer.zone();
  return chosen && isKnownZone(chosen) ? chosen : browserZone();
}

/** The user's IANA time zone; UTC if the browser does not know it. */
export const viewerZone = () => shownZone(ownZone());

/** Whether the browser knows the user's time zone. */
export const isViewerZoneKnown = () => isKnownZone(ownZone());

/** 10:02, by default in the user's time zone. */
export const clockTime = (at: number | string, timeZone?: string) =>
  format({ hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(at));

const isPortuguese = () => i18n.language === 'pt';

/** One part of a date by itself: “Wed”, “2”, “Dec”. Combined, Portuguese would write numbers: “quarta, 2/12/2026”. */
const part = (options: Intl.DateTimeFormatOptions, at: Date, timeZone: string | undefined) =>
  format({ ...options, timeZone }).format(at);

const year = (at: Date, timeZone: string | undefined) => part({ year: 'numeric' }, at, timeZone);

/** 4 May. */
const dayOfMonth = (at: Date, timeZone: string | undefined) =>
  `${part({ day: 'numeric' }, at, timeZone)} ${part({ month: 'short' }, at, timeZone)}`;

/** 4 May 2026. */
export const dateOf = (at: number | string, timeZone?: string) => {
  const date = new Date(at);
  return `${dayOfMonth(date, timeZone)} ${year(date, timeZone)}`;
};

/** Wed 2 Dec, or Wed 2 Dec 2026 in another year than this one. */
export function dayName(at: number | string, timeZone?: string): string {
  const date = new Date(at);
  const comma = isPortuguese() ? ', ' : ' ';
  const day = `${weekday(at, timeZone)}${comma}${dayOfMonth(date, timeZone)}`;
  const itsYear = year(date, timeZone);
  return itsYear === year(new Date(serverNow()), timeZone) ? day : `${day} ${itsYear}`;
}

/** Wed 2 Dec, 13:30. */
export const dateTime = (at: number | string, timeZone?: string) =>
  `${dayName(at, timeZone)}, ${clockTime(at, timeZone)}`;

/** 10:02 today, and Wed 2 Dec, 10:02 on other days. */
export const timeOrDate = (at: number | string) => (dateOf(at) === dateOf(serverNow()) ? clockTime(at) : dateTime(at));

/** Tue. */
export const weekday = (at: number | string, timeZone?: string) => part({ weekday: 'short' }, new Date(at), timeZone);

/** Tuesday 12 May 2026. */
export const longDate = (at: number | string, timeZone?: string) =>
  format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone })
    .format(new Date(at))
    .replace(isPortuguese() ? '' : ',', '');

/** Whether both are on the same day; midnight still belongs to the day that it ends. */
const isOneDay = (start: number, end: number, timeZone: string | undefined) =>
  dateOf(start, timeZone) === dateOf(Math.max(start, end - 1), timeZone);

/** 13:30–15:30; “22:00–Thu 01:00” if it ends on another day. */
export function clockRange(start: number | string, end: number | string, timeZone?: string): string {
  const [from, to] = [new Date(start).getTime(), new Date(end).getTime()];
  const last = isOneDay(from, to, timeZone) ? '' : `${weekday(to, timeZone)} `;
  return `${clockTime(from, timeZone)}–${last}${clockTime(to, timeZone)}`;
}

/** Wed 2 Dec, 13:30–15:30; “Wed 2 Dec, 22:00–Thu 01:00” if it ends on another day. */
export const timeRange = (start: number | string, end: number | string, timeZone?: string) =>
  `${dayName(start, timeZone)}, ${clockRange(start, end, timeZone)}`;

/** 4 May, for a day such as 2026-05-04. */
export const dayMonth = (day: string) => dayOfMonth(new Date(day), 'UTC');

/** May 2026, capitalised in every language, for a day such as 2026-05-04. */
export const monthName = (day: string) =>
  capitalised(format({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(day)), i18n.locale);

/** Mon, for 0 (Monday) to 6, capitalised in every language. The first day of 2024 was a Monday. */
export const weekdayName = (day: number) =>
  capitalised(format({ weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + day)), i18n.locale);

/** A zone's city in the language of the page, in Portuguese with the article that some have: “o Cairo”, “os Açores”. */
function cityOf(zone: string): string {
  const city = zone.slice(zone.lastIndexOf('/') + 1);
  // Chromium's `Intl` has no names of cities.
  const known = findText('core', 'cities')?.match(new RegExp(`(?:^|, )${city}: ([^,]+)`));
  return known?.[1] ?? city.replaceAll('_', ' ');
}

const ARTICLE = /^(?:[oa]s? )?/;

/** The name people use for a time zone: its city. UTC if this browser shows its times in UTC, not knowing it. */
export const zoneName = (zone: string) => cityOf(shownZone(zone)).replace(ARTICLE, '');

/** “Lisbon time”, “hora de Lisboa”: behind a time, or by itself to say in which zone all times are. */
export function zonePhrase(zone: string): string {
  const shown = shownZone(zone);
  if (shown === 'UTC') return shown;
  const city = cityOf(shown);
  return text('core', 'zone_time', {
    zone: isPortuguese() ? city.replace(ARTICLE, (article) => `d${article || 'e '}`) : city,
  });
}

/** “Lisbon time”, “Hora de Lisboa”: as a line of its own. */
export const zoneHeading = (zone: string) => capitalised(zonePhrase(zone), i18n.locale);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** “3 minutes ago”, in whole units; `now` is in milliseconds since 1970. */
export function relativeTime(at: string, now: number): string {
  const past = Math.max(0, now - Date.parse(at));
  const words = new Intl.RelativeTimeFormat(i18n.language, { numeric: 'auto' });
  if (past < MINUTE_MS) return words.format(0, 'second');
  if (past < HOUR_MS) return words.format(-Math.floor(past / MINUTE_MS), 'minute');
  if (past < DAY_MS) return words.format(-Math.floor(past / HOUR_MS), 'hour');
  return words.format(-Math.floor(past / DAY_MS), 'day');
}
