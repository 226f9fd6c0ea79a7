import type { Organisation, Session } from '@/api/types';
import { instantOf, wallClock } from '@/lib/wallClock';
import { daysFrom, plusDays, weekdayOf } from './range';

/** As many minutes as the clock on the wall shows in a day. */
export const DAY_MINUTES = 1440;

/** A part of a day, in minutes of the clock on the wall since midnight. */
export interface Interval {
  from: number;
  to: number;
}

/** The part of a session that is on one day. */
export interface Segment extends Interval {
  session: Session;
  /** Whether the session begins or ends on this day. */
  isStart: boolean;
  isEnd: boolean;
}

/** 09:30 as 570 minutes, and back. */
export const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
export const timeAt = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** The minutes of a day until an instant: 0 before that day, and all of them after it. */
function minutesOn(day: string, at: number | string, zone: string): number {
  const { date, time } = wallClock(at, zone);
  if (date === day) return minutesOf(time);
  return date < day ? 0 : DAY_MINUTES;
}

/** The parts of sessions on each of these days of a zone, in the order in which they begin. */
export function segmentsByDay(sessions: readonly Session[], days: readonly string[], zone: string) {
  const found = new Map<string, Segment[]>(days.map((day) => [day, []]));
  for (const session of sessions) {
    for (const { day, ...segment } of segmentsOf(session, zone)) found.get(day)?.push(segment);
  }
  for (const segments of found.values()) segments.sort(byStart);
  return found;
}

function segmentsOf(session: Session, zone: string): (Segment & { day: string })[] {
  const start = wallClock(session.scheduled_date, zone);
  const end = wallClock(session.ends_at, zone);
  // One that lasts until midnight is not on the day that begins then.
  const last = end.time === '00:00' && end.date > start.date ? plusDays(end.date, -1) : end.date;
  return daysFrom(start.date, plusDays(last, 1)).map((day) => {
    const from = day === start.date ? minutesOf(start.time) : 0;
    const shown = day === end.date ? minutesOf(end.time) : DAY_MINUTES;
    // In the hour that occurs twice, a session may end at an earlier time than it begins.
    const to = shown > from ? shown : Math.min(DAY_MINUTES, from + session.duration_minutes);
    return { day, session, from, to, isStart: day === start.date, isEnd: day === last };
  });
}

export const byStart = (a: Segment, b: Segment) => a.from - b.from || b.to - a.to || a.session.id - b.session.id;

/** The organisation's working hours on a day of the viewer's zone, which may be another than the organisation's. */
export function workingHours(
  { working_hours, time_zone }: Pick<Organisation, 'working_hours' | 'time_zone'>,
  day: string,
  zone: string,
): Interval[] {
  return [-1, 0, 1].flatMap((shift) => {
    const date = plusDays(day, shift);
    return working_hours
      .filter(({ weekday }) => weekday === weekdayOf(date))
      .map((hours) => {
        const at = (time: string) => instantOf({ date, time }, time_zone)?.at ?? 0;
        return { from: minutesOn(day, at(hours.from), zone), to: minutesOn(day, at(hours.to), zone) };
      })
      .filter(({ from, to }) => from < to);
  });
}

/** What is left of a day besides these hours. */
export function besides(hours: readonly Interval[]): Interval[] {
  let last = 0;
  const free: Interval[] = [];
  for (const { from, to } of hours.toSorted((a, b) => a.from - b.from)) {
    if (from > last) free.push({ from: last, to: from });
    last = Math.max(last, to);
  }
  return last < DAY_MINUTES ? [...free, { from: last, to: DAY_MINUTES }] : free;
}

const OFFICE: Interval = { from: 9 * 60, to: 17 * 60 };
/** More hours than these would make an hour too low to read on most screens. */
const MAX_HOURS = 12;

/**
 * The full hours that should fit the height: working hours with some air, and as far as there is room for them, the hours
 * before and after in which there are sessions.
 */
export function fittedHours(hours: readonly Interval[], segments: readonly Interval[]): Interval {
  const work = hours.length > 0 ? hours : [OFFICE];
  let from = Math.max(0, Math.floor(Math.min(...work.map((each) => each.from)) / 60) - 1);
  let to = Math.min(24, Math.ceil(Math.max(...work.map((each) => each.to)) / 60) + 1);
  const isUsed = (hour: number) =>
    hour >= 0 && hour < 24 && segments.some((each) => each.from < 60 * (hour + 1) && each.to > 60 * hour);
  while (to - from < MAX_HOURS && (isUsed(from - 1) || isUsed(to))) {
    if (isUsed(from - 1)) from -= 1;
    if (isUsed(to) && to - from < MAX_HOURS) to += 1;
  }
  return { from, to };
}

/** The full hours from the first to the last that are worked or taken: nothing is left out on paper. */
export function allHours(fitted: Interval, segments: readonly Interval[]): Interval {
  return {
    from: Math.min(fitted.from, ...segments.map(({ from }) => Math.floor(from / 60))),
    to: Math.max(fitted.to, ...segments.map(({ to }) => Math.ceil(to / 60))),
  };
}
