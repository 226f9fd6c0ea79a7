import { isKnownZone, shownZone } from '@/lib/zones';
import { i18n } from './i18nStore';
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

/** 4 May 2026. */
export const dateOf = (at: number | string, timeZone?: string) =>
  format({ day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(new Date(at));

/** Mon 4 May 2026, 10:02. */
export const dateTime = (at: number | string, timeZone?: string) =>
  format({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(new Date(at));

/** Tue. */
export const weekday = (at: number | string, timeZone?: string) =>
  format({ weekday: 'short', timeZone }).format(new Date(at));

/** Tuesday 12 May 2026. */
export const longDate = (at: number | string, timeZone?: string) =>
  format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(new Date(at));

/** “Mon 4 May 2026, 10:00 – 11:30”, with the second day if there is one; by default in the user's time zone. */
export function formatTimeRange(start: number | string, end: number | string, timeZone?: string): string {
  const isOneDay = dateOf(start, timeZone) === dateOf(end, timeZone);
  return `${dateTime(start, timeZone)} – ${isOneDay ? clockTime(end, timeZone) : dateTime(end, timeZone)}`;
}

const SHORT = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;

/** Tue 12 May, 10:30: for dates that are near enough to leave out the year. */
export const shortDateTime = (at: string) => format(SHORT).format(Date.parse(at));

/** 4 May, for a day such as 2026-05-04. */
export const dayMonth = (day: string) =>
  format({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.parse(day));

/** May 2026, capitalised in every language, for a day such as 2026-05-04. */
export const monthName = (day: string) =>
  capitalised(format({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(day)), i18n.locale);

/** Mon, for 0 (Monday) to 6, capitalised in every language. The first day of 2024 was a Monday. */
export const weekdayName = (day: number) =>
  capitalised(format({ weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + day)), i18n.locale);

/** The name people use for a time zone: its city. UTC if this browser shows its times in UTC, not knowing it. */
export function zoneName(zone: string): string {
  const shown = shownZone(zone);
  return shown.slice(shown.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

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
