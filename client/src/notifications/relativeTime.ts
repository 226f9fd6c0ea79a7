import { i18n, type Language } from '@/i18n';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** “3 minutes ago”, in whole units. */
export function ago(at: string, now: number, language: Language): string {
  const past = Math.max(0, now - Date.parse(at));
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (past < MINUTE) return words.format(0, 'second');
  if (past < HOUR) return words.format(-Math.floor(past / MINUTE), 'minute');
  if (past < DAY) return words.format(-Math.floor(past / HOUR), 'hour');
  return words.format(-Math.floor(past / DAY), 'day');
}

const SHORT = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;

/** Mon 4 May, 10:00. */
export const shortTime = (at: string) =>
  new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : 'pt-PT', SHORT).format(Date.parse(at));
