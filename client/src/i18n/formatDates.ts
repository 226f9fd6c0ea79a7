import { i18n } from './i18nStore';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = i18n.language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(i18n.locale, options);
    formats.set(key, found);
  }
  return found;
}

/** The time zone of the person at the screen, as IANA names it. */
export const viewerZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** 10:02, in the reader's zone unless another is named. */
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

/** “Mon 4 May 2026, 10:00 – 11:30”, with the second day where there is one; in the viewer's zone unless another is named. */
export function formatTimeRange(start: number | string, end: number | string, timeZone?: string): string {
  const isOneDay = dateOf(start, timeZone) === dateOf(end, timeZone);
  return `${dateTime(start, timeZone)} – ${isOneDay ? clockTime(end, timeZone) : dateTime(end, timeZone)}`;
}
