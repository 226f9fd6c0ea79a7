/** A zone's clock on the wall, as HTML's fields have it. */
export interface WallClock {
  /** 2026-05-04 */
  date: string;
  /** 10:02 */
  time: string;
}

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let found = formats.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-u-hc-h23', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timeZone, found);
  }
  return found;
}

/** What a clock in this zone shows at an instant (milliseconds since 1970). */
export function wallClock(at: number, timeZone: string): WallClock {
  const parts = Object.fromEntries(formatFor(timeZone).formatToParts(at).map(({ type, value }) => [type, value]));
  const year = String(parts.year).padStart(4, '0');
  return { date: `${year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

const asIfUtc = ({ date, time }: WallClock) => Date.parse(`${date}T${time}:00Z`);
const isSame = (a: WallClock, b: WallClock) => a.date === b.date && a.time === b.time;

/**
 * The instant at which a clock in this zone shows that, in milliseconds since 1970; NaN for what is no date or time.
 * Where the clocks go back, the first of the two; where they go forward over it, as much later as they jump.
 */
export function instantOf(wall: WallClock, timeZone: string): number {
  const utc = asIfUtc(wall);
  if (Number.isNaN(utc)) return utc;
  // A change lies between a day before and a day after at most: these are the two offsets to choose from.
  const candidates = [utc - DAY_MS, utc + DAY_MS].map((near) => utc - (asIfUtc(wallClock(near, timeZone)) - near));
  const exact = candidates.filter((at) => isSame(wallClock(at, timeZone), wall));
  return exact.length > 0 ? Math.min(...exact) : (candidates[0] as number);
}

/** False for the hour that the clocks skip. */
export const exists = (wall: WallClock, timeZone: string) =>
  isSame(wallClock(instantOf(wall, timeZone), timeZone), wall);
