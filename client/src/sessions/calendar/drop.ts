import type { Organisation, Person } from '@/api/types';
import { viewerZone } from '@/i18n/formatDates';
import { serverNow } from '@/lib/serverClock';
import { instantOf, wallClock } from '@/lib/wallClock';
import type { Prefill } from '../model/draft';
import type { Move } from '../move/useMove';
import type { Drag } from './grid/drag';
import { plusDays } from './grid/range';
import { DAY_MINUTES, timeAt } from './grid/segments';
import { startOn } from './useCalendarView';

const MINUTE_MS = 60_000;
const NEW_MINUTES = 60;

/** The instant of minutes after a day's midnight by the clock on the wall; `later`: the second of two such times. */
function instantAt(day: string, minutes: number, later = false): number {
  const date = plusDays(day, Math.floor(minutes / DAY_MINUTES));
  return instantOf({ date, time: timeAt(minutes % DAY_MINUTES) }, viewerZone(), later)?.at ?? Number.NaN;
}

/** What a session that was dragged becomes; null if nothing changed. */
export function dropOf({ kind, session, day, lane, from, to }: Drag, trainers: readonly Person[]): Move | null {
  if (!session) return null;
  const before = Date.parse(session.scheduled_date);
  if (kind === 'resize') {
    const ends = [false, true].map((later) => instantAt(day, to ?? 0, later)).find((at) => at > before);
    const minutes = Math.min(DAY_MINUTES, Math.round(((ends ?? before) - before) / MINUTE_MS));
    return minutes > 0 && minutes !== session.duration_minutes ? { session, start: before, minutes } : null;
  }
  const clock = wallClock(before, viewerZone());
  const time = from === null ? clock.time : timeAt(from);
  const isSameTime = day === clock.date && time === clock.time;
  const start = isSameTime ? before : (instantOf({ date: day, time }, viewerZone())?.at ?? before);
  const trainer = trainers.find(({ id }) => id === lane && id !== session.trainer_id);
  if (isSameTime && !trainer) return null;
  return { session, start, minutes: session.duration_minutes, ...(trainer && { trainer }) };
}

/** What the form for a session that was drawn begins with. */
export function slotOf(
  { day, lane, from, to }: Drag,
  work: Pick<Organisation, 'working_hours' | 'time_zone'>,
): Prefill {
  const trainer = lane === null ? {} : { trainer_id: lane };
  if (from === null || to === null) {
    const start = new Date(startOn([day], work, serverNow())).toISOString();
    return { start, duration_minutes: NEW_MINUTES, ...trainer };
  }
  const start = instantAt(day, from);
  const end = instantAt(day, to);
  const minutes = Math.round((end - start) / MINUTE_MS);
  // Where the clocks skip an hour, nothing may be left of it.
  return { start: new Date(start).toISOString(), duration_minutes: minutes > 0 ? minutes : NEW_MINUTES, ...trainer };
}
