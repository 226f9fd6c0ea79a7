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

/** The first three letters of the months, as our languages write them. */
const MONTHS = [
  ['jan'],
  ['feb', 'fev'],
  ['mar'],
  ['apr', 'abr'],
  ['may', 'mai'],
  ['jun'],
  ['jul'],
  ['aug', 'ago'],
  ['sep', 'set'],
  ['oct', 'out'],
  ['nov'],
  ['dec', 'dez'],
];

const BY_YEAR = /^(\d{4})-(\d\d)-(\d\d)$/;
const BY_YEAR_DONE = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/;
const BY_DAY = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/;
const BY_DAY_DONE = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d\d)$/;
const DIGITS = /^(\d\d)(\d\d)(\d{4})$/;
const DIGITS_DONE = /^(\d\d)(\d\d)(\d\d)$/;
/** “Tue, 4 March 2031”, “terça-feira, 4 de março de 2031”. */
const IN_WORDS =
  /^(?:[\p{L}-]+,?\s+)?(?<date>\d{1,2})\.?\s+(?:de\s+)?(?<name>\p{L}{3,})\.?,?\s+(?:de\s+)?(?<year>\d{4})$/u;
/** “Tuesday, March 4, 2031”. */
const MONTH_FIRST = /^(?:[\p{L}-]+,?\s+)?(?<name>\p{L}{3,})\.?\s+(?<date>\d{1,2}),?\s+(?<year>\d{4})$/u;

/** The day, as 2026-05-04, that a text means, or null. Dates are written with the day first, as our languages do. */
export function readDay(typed: string, isDone: boolean): string | null {
  const text = plain(typed);
  const byYear = BY_YEAR.exec(text) ?? (isDone ? BY_YEAR_DONE.exec(text) : null);
  if (byYear) return dayFrom(byYear[1] as string, byYear[2] as string, byYear[3] as string);
  const byDay = BY_DAY.exec(text) ?? DIGITS.exec(text);
  if (byDay) return dayFrom(byDay[3] as string, byDay[2] as string, byDay[1] as string);
  const short = isDone ? (BY_DAY_DONE.exec(text) ?? DIGITS_DONE.exec(text)) : null;
  if (short) return dayFrom(`20${short[3]}`, short[2] as string, short[1] as string);
  const inWords = IN_WORDS.exec(text) ?? MONTH_FIRST.exec(text);
  if (!inWords) return null;
  const { date, name, year } = inWords.groups as Record<'date' | 'name' | 'year', string>;
  const month = MONTHS.findIndex((names) => names.includes(fold(name).slice(0, 3))) + 1;
  return dayFrom(year, month, date);
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
