import { organisation } from '@/i18n/organisation';
import { isTime } from '@/lib/days';
import { plain, type ValueKind } from './typedValue';

const MINUTE_STEP = 5;
const DAY_MINUTES = 24 * 60;

const two = (number: number) => String(number).padStart(2, '0');

const WITH_MINUTES = /^(\d{1,2})\s*[:.h\s]\s*(\d\d)(?::\d\d)?\s*(?:(a|p)\.?m?\.?)?$/i;
const DIGITS = /^(\d\d)(\d\d)$/;
const DIGITS_DONE = /^(\d)(\d\d)$/;
const HOUR_DONE = /^(\d{1,2})\s*(?:h|:00)?\s*(?:(a|p)\.?m?\.?)?$/i;

/** The time, as 09:30, that a text means, or null. */
export function readTime(typed: string, isDone: boolean): string | null {
  const text = plain(typed);
  const whole = WITH_MINUTES.exec(text) ?? DIGITS.exec(text);
  if (whole) return timeFrom(Number(whole[1]), Number(whole[2]), whole[3]);
  if (!isDone) return null;
  const digits = DIGITS_DONE.exec(text);
  if (digits) return timeFrom(Number(digits[1]), Number(digits[2]), undefined);
  const hour = HOUR_DONE.exec(text);
  return hour ? timeFrom(Number(hour[1]), 0, hour[2]) : null;
}

function timeFrom(hour: number, minute: number, half: string | undefined): string | null {
  if (half && (hour < 1 || hour > 12)) return null;
  const hours = half ? (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : hour;
  const time = `${two(hours)}:${two(minute)}`;
  return isTime(time) ? time : null;
}

/** 570 → 09:30; the day before and after count as well. */
export function timeAt(minutes: number): string {
  const ofDay = (minutes + DAY_MINUTES) % DAY_MINUTES;
  return `${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`;
}

export const minutesOfDay = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** 13:30, or 1:30 pm where the organisation's clock has 12 hours; midnight at the end of a day stays 24:00. */
export function showTime(time: string): string {
  if (organisation.get().clock === 24 || !isTime(time)) return time;
  const hour = Number(time.slice(0, 2));
  return `${hour % 12 || 12}${time.slice(2)} ${hour < 12 ? 'am' : 'pm'}`;
}

export const TIME: ValueKind = {
  isWhole: isTime,
  read: readTime,
  show: showTime,
  step(time, caret, by) {
    const now = minutesOfDay(time);
    const isHour = caret <= showTime(time).indexOf(':');
    const step = by > 0 ? Math.floor(now / MINUTE_STEP) + 1 : Math.ceil(now / MINUTE_STEP) - 1;
    const value = timeAt(isHour ? now + 60 * by : step * MINUTE_STEP);
    const colon = showTime(value).indexOf(':');
    return isHour ? { value, from: 0, to: colon } : { value, from: colon + 1, to: colon + 3 };
  },
  first: () => '09:00',
};

const MIDNIGHT = '24:00';

/** The end of a stretch of a day, which may be midnight. */
export const END_TIME: ValueKind = {
  ...TIME,
  isWhole: (value) => value === MIDNIGHT || isTime(value),
  read: (typed, isDone) => (/^24[:.h]?00$/.test(plain(typed)) ? MIDNIGHT : readTime(typed, isDone)),
};
