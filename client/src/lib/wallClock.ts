import { isDay, isTime } from './days';
import { shownZone } from './zones';

/** Wall-clock time: 2026-05-12 and 10:30, as in date and time inputs. */
export interface WallClock {
  date: string;
  time: string;
}

/** What a wall-clock time refers to. `gap`: the clocks skip it that day. `repeated`: it occurs twice. */
export interface Instant {
  /** Milliseconds since 1970. */
  at: number;
  kind: 'plain' | 'gap' | 'repeated';
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** The wall-clock time of a zone, as if it were UTC. Of a zone that this browser does not know: UTC itself. */
function formattedAt(at: number, zone: string): number {
  const parts = Object.fromEntries(
    clockOf(shownZone(zone))
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  // `Date.UTC` takes the year 2 for 1902.
  return new Date(0).setUTCFullYear(year, month - 1, day) + Date.UTC(1970, 0, 1, hour, minute, second);
}

const MINUTE_MS = 60_000;
/** The offsets that were asked for last, by zone and minute: formatting a date takes far longer than finding one here. */
const offsets = new Map<string, number>();
const MAX_OFFSETS = 10_000;

/** The offset of a zone from UTC at an instant, in milliseconds. */
export function offsetAt(at: number, zone: string): number {
  const minute = Math.floor(at / MINUTE_MS);
  const key = `${zone} ${minute}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = formattedAt(minute * MINUTE_MS, zone) - minute * MINUTE_MS;
    if (offsets.size >= MAX_OFFSETS) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

const shownAt = (at: number, zone: string) => Math.floor(at / 1000) * 1000 + offsetAt(at, zone);

/** The wall-clock time in a zone at an instant. */
export function wallClock(at: number | string, zone: string): WallClock {
  const shown = new Date(shownAt(typeof at === 'string' ? Date.parse(at) : at, zone)).toISOString();
  return { date: shown.slice(0, 10), time: shown.slice(11, 16) };
}

const DAY_MS = 86_400_000;

/**
 * The instant of a wall-clock time in a zone. In a gap it is later by as much as the clocks skip (02:30 becomes
 * 03:30); of two it is the first, or with `later` the second. Null for a date or a time that is invalid or half typed.
 */
export function instantOf({ date, time }: WallClock, zone: string, later = false): Instant | null {
  if (!isDay(date) || !isTime(time)) return null;
  const shown = Date.parse(`${date}T${time}Z`);
  const before = offsetAt(shown - DAY_MS, zone);
  const after = offsetAt(shown + DAY_MS, zone);
  const readings = [...new Set([shown - before, shown - after])].toSorted((a, b) => a - b);
  const right = readings.filter((at) => shownAt(at, zone) === shown);
  if (right.length === 0) return { at: shown - before, kind: 'gap' };
  if (right.length === 1) return { at: right[0] as number, kind: 'plain' };
  return { at: right[later ? 1 : 0] as number, kind: 'repeated' };
}

/** The instant at which a day starts in a zone. */
export const startOfDay = (date: string, zone: string): number | null =>
  instantOf({ date, time: '00:00' }, zone)?.at ?? null;

/** Adds days to a day: ('2026-03-28', 1) → 2026-03-29. */
export const daysAfter = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The day in a zone at an instant, from its start to that of the next day, in RFC 3339. */
export function dayBounds(at: number, zone: string) {
  const instant = (day: string) => new Date(startOfDay(day, zone) ?? `${day}T00:00Z`).toISOString();
  const today = wallClock(at, zone).date;
  return { from: instant(today), to: instant(daysAfter(today, 1)) };
}
