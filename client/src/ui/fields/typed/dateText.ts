import { viewerZone } from '@/i18n/formatDates';
import { isDay } from '@/lib/days';
import { serverNow } from '@/lib/serverClock';
import { fold } from '@/lib/text';
import { wallClock } from '@/lib/wallClock';
import { plain, type ValueKind } from './typedValue';

const two = (number: number | string) => String(number).padStart(2, '0');

const dayFrom = (year: string | number, month: string | number, date: string | number) => {
  const day = `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
  return isDay(day) ? day : null;
};

export const today = () => wallClock(serverNow(), viewerZone()).date;

/** The months and weekdays as our languages write them, folded; they may be cut short. */
const MONTHS =
  'january janeiro|february fevereiro|march marco|april abril|may maio|june junho|july julho|august agosto|september setembro|october outubro|november novembro|december dezembro';
const WEEKDAYS =
  'monday segunda|tuesday terca|wednesday quarta|thursday quinta|friday sexta|saturday sabado|sunday domingo';
/** Days by their distance from today. */
const RELATIVE = new Map([
  ['yesterday', -1],
  ['ontem', -1],
  ['today', 0],
  ['hoje', 0],
  ['tomorrow', 1],
  ['amanha', 1],
]);

const MIN_LETTERS = 3;

/** Which of the names a word is, at least the first three letters of it: 1 for the first; 0 for none. */
function placeAmong(names: string, word: string): number {
  const letters = fold(word).replace(/-feira$/, '');
  if (letters.length < MIN_LETTERS) return 0;
  return names.split('|').findIndex((each) => each.split(' ').some((name) => name.startsWith(letters))) + 1;
}

const BY_YEAR = /^(\d{4})-(\d\d)-(\d\d)$/;
const BY_YEAR_DONE = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/;
const BY_DAY = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/;
const BY_DAY_DONE = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d\d)$/;
const DIGITS = /^(\d\d)(\d\d)(\d{4})$/;
const DIGITS_DONE = /^(\d\d)(\d\d)(\d\d)$/;
/** “Tue, 4 March 2031”, “terça-feira, 4 de março de 2031”, “4 Mar”. */
const IN_WORDS =
  /^(?:(?<weekday>[\p{L}-]+)\.?,?\s+)?(?<date>\d{1,2})\.?\s*(?:de\s+)?(?<name>\p{L}{3,})\.?(?:,?\s+(?:de\s+)?(?<year>\d{4}))?$/u;
/** “Tuesday, March 4, 2031”, “Mar 4”. */
const MONTH_FIRST =
  /^(?:(?<weekday>[\p{L}-]+)\.?,?\s+)?(?<name>\p{L}{3,})\.?\s*(?<date>\d{1,2})(?:,?\s+(?<year>\d{4}))?$/u;

/**
 * The day, as 2026-05-04, that a text means, or null. Dates are written with the day first, as our languages do. Once
 * nothing more is typed, a date without its year is the one nearest to today, a weekday the next one after today.
 */
export function readDay(typed: string, isDone: boolean): string | null {
  const text = plain(typed);
  const byYear = BY_YEAR.exec(text) ?? (isDone ? BY_YEAR_DONE.exec(text) : null);
  if (byYear) return dayFrom(byYear[1] as string, byYear[2] as string, byYear[3] as string);
  const byDay = BY_DAY.exec(text) ?? DIGITS.exec(text);
  if (byDay) return dayFrom(byDay[3] as string, byDay[2] as string, byDay[1] as string);
  const short = isDone ? (BY_DAY_DONE.exec(text) ?? DIGITS_DONE.exec(text)) : null;
  if (short) return dayFrom(`20${short[3]}`, short[2] as string, short[1] as string);
  const inWords = IN_WORDS.exec(text) ?? MONTH_FIRST.exec(text);
  if (inWords?.groups) return namedDay(inWords.groups, isDone);
  return isDone ? wordDay(text) : null;
}

/** A day with the name of its month. */
function namedDay({ weekday, date = '', name = '', year }: Record<string, string | undefined>, isDone: boolean) {
  const month = placeAmong(MONTHS, name);
  if (month === 0 || (weekday && placeAmong(WEEKDAYS, weekday) === 0)) return null;
  if (year) return dayFrom(year, month, date);
  return isDone ? nearestDay(month, date) : null;
}

const YEARS_AROUND = [0, 1, -1, 2, -2, 3, -3, 4];

/** The day of a month that is nearest to today: in November, 10 January is the one to come. */
function nearestDay(month: number, date: string): string | null {
  const now = today();
  const distance = (day: string) => Math.abs(Date.parse(day) - Date.parse(now));
  const days = YEARS_AROUND.flatMap((years) => dayFrom(Number(now.slice(0, 4)) + years, month, date) ?? []);
  return days.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** “Tomorrow”, “Friday”. */
function wordDay(word: string): string | null {
  const now = today();
  const days = RELATIVE.get(fold(word));
  if (days !== undefined) return daysLater(now, days);
  const weekday = placeAmong(WEEKDAYS, word.replace(/\.$/, ''));
  return weekday === 0 ? null : daysLater(now, ((weekday - new Date(now).getUTCDay() + 6) % 7) + 1);
}

/** 2026-05-04 → 04/05/2026. */
export const showDay = (day: string) => `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;

/** The same day of another month: the last one of a month that is too short. */
export function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate())))
    .toISOString()
    .slice(0, 10);
}

const DAY_MS = 86_400_000;
export const daysLater = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export const DAY: ValueKind = {
  isWhole: isDay,
  read: readDay,
  show: showDay,
  step(day, caret, by) {
    const part = caret < 3 ? 'day' : caret < 6 ? 'month' : 'year';
    const value = part === 'day' ? daysLater(day, by) : monthsAfter(day, part === 'month' ? by : 12 * by);
    if (!isDay(value)) return null;
    return { value, ...{ day: { from: 0, to: 2 }, month: { from: 3, to: 5 }, year: { from: 6, to: 10 } }[part] };
  },
  first: today,
};
