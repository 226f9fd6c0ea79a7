import { i18n } from '@/i18n';
import { daysAfter, startOfDay, wallClock } from '@/sessions';

const instant = (day: string, zone: string) => new Date(startOfDay(day, zone) ?? `${day}T00:00Z`).toISOString();

/** The day that it is in a zone: from its beginning up to that of the next, as the server is asked for it. */
export function dayOf(now: number, zone: string) {
  const today = wallClock(now, zone).date;
  return { from: instant(today, zone), to: instant(daysAfter(today, 1), zone) };
}

const SHORT = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;

/** Tue 12 May, 10:30: for what is near, where the year goes without saying. */
export const soon = (at: string) =>
  new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : 'pt-PT', SHORT).format(Date.parse(at));
