import type { Session } from '@/api/types';
import { viewerZone } from '@/i18n/formatDates';
import { wallClock } from '@/lib/wallClock';
import { daysFrom, plusDays } from './range';
import { DAY_MINUTES, minutesOf } from './segments';

/** A place in the calendar: a day, perhaps a trainer's lane, and perhaps minutes since midnight. */
export interface Place {
  day: string;
  lane: number | null;
  minutes: number | null;
}

/** What is being dragged, and where it would go. Minutes are null where days show no hours: the time stays. */
export interface Drag {
  kind: 'move' | 'resize' | 'create';
  session: Session | null;
  day: string;
  lane: number | null;
  from: number | null;
  to: number | null;
}

const SNAP_MINUTES = 15;
const NEW_MINUTES = 60;
/** Near an edge of what scrolls, dragging scrolls. */
const EDGE_PX = 36;
const EDGE_STEP_PX = 14;

const snap = (minutes: number, step = SNAP_MINUTES) => Math.round(minutes / step) * step;
export const floorTo = (minutes: number, step: number) => Math.floor(minutes / step) * step;
const within = (minutes: number, low: number, high: number) => Math.min(high, Math.max(low, minutes));

/** The place at a point of the screen; null outside the days. */
export function placeAt(root: HTMLElement, x: number, y: number): Place | null {
  const cell = document
    .elementsFromPoint(x, y)
    .map((element) => element.closest<HTMLElement>('[data-day]'))
    .find((found) => found && root.contains(found));
  if (!cell?.dataset.day) return null;
  const { top, height } = cell.getBoundingClientRect();
  const minutes = 'timed' in cell.dataset ? ((y - top) / height) * DAY_MINUTES : null;
  return { day: cell.dataset.day, lane: cell.dataset.lane ? Number(cell.dataset.lane) : null, minutes };
}

export const sessionIdIn = (target: EventTarget | null) =>
  Number((target as Element | null)?.closest<HTMLElement>('[data-session]')?.dataset.session ?? Number.NaN);

/** Days from one to another. */
const dayDistance = (from: string, to: string) => (from <= to ? daysFrom(from, to).length : -daysFrom(to, from).length);

/** Starts a drag at a place; returns where it goes as the pointer moves. */
export function follower(kind: Drag['kind'], session: Session | null, grip: Place): (at: Place) => Drag {
  if (kind === 'create' || !session) {
    const begin = floorTo(grip.minutes ?? 0, SNAP_MINUTES);
    return ({ minutes }) => {
      const drag = { kind: 'create', session: null, day: grip.day, lane: grip.lane } as const;
      if (grip.minutes === null || minutes === null) return { ...drag, from: null, to: null };
      const end = snap(minutes);
      const [from, to] = end > begin ? [begin, end] : [floorTo(minutes, SNAP_MINUTES), begin + SNAP_MINUTES];
      return { ...drag, from: within(from, 0, DAY_MINUTES), to: within(to, 0, DAY_MINUTES) };
    };
  }
  const start = wallClock(session.scheduled_date, viewerZone());
  const begins = minutesOf(start.time);
  if (kind === 'resize') {
    return ({ minutes }) => {
      const days = dayDistance(start.date, grip.day) * DAY_MINUTES;
      const to = within(snap(minutes ?? 0), SNAP_MINUTES - DAY_MINUTES, DAY_MINUTES);
      return {
        kind,
        session,
        day: grip.day,
        lane: grip.lane,
        from: Math.max(0, begins - days),
        to: Math.max(to, begins - days + SNAP_MINUTES),
      };
    };
  }
  const daysIn = dayDistance(start.date, grip.day);
  const held = daysIn * DAY_MINUTES + (grip.minutes ?? 0) - begins;
  return ({ day, lane, minutes }) => {
    if (minutes === null || grip.minutes === null) {
      return { kind, session, day: plusDays(day, -daysIn), lane, from: null, to: null };
    }
    const from = snap(minutes - held);
    const shift = Math.floor(from / DAY_MINUTES);
    const begin = from - shift * DAY_MINUTES;
    return { kind, session, day: plusDays(day, shift), lane, from: begin, to: begin + session.duration_minutes };
  };
}

/** An hour at a place. */
export function newAt({ day, lane, minutes }: Place): Drag {
  const from = minutes === null ? null : within(floorTo(minutes, SNAP_MINUTES), 0, DAY_MINUTES - SNAP_MINUTES);
  const to = from === null ? null : Math.min(DAY_MINUTES, from + NEW_MINUTES);
  return { kind: 'create', session: null, day, lane, from, to };
}

/** The page follows the finger. */
export function slide(root: HTMLElement | null, px: number) {
  root?.style.setProperty('--slide', `${px}px`);
}

export function scrollNearEdge(root: HTMLElement, y: number) {
  const { top, bottom } = root.getBoundingClientRect();
  if (y < top + 2 * EDGE_PX) root.scrollTop -= EDGE_STEP_PX;
  if (y > bottom - EDGE_PX) root.scrollTop += EDGE_STEP_PX;
}

/** The click that follows a drag is none. */
export function swallowClick() {
  const swallow = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', swallow, true));
}
