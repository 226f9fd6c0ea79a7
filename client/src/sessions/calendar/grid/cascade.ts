import type { Segment } from './segments';

/** Where a session is in its day, as fractions of the width. */
export interface Placed {
  segment: Segment;
  left: number;
  width: number;
  /** How many sessions it lies on: later ones are drawn above. */
  level: number;
  /** From when on another session lies on it; its end if none does. */
  clearTo: number;
}

/** Sessions for which there is no room beside the others. */
export interface Hidden {
  segments: Segment[];
  from: number;
  to: number;
  left: number;
  width: number;
}

interface Room {
  /** How many minutes the lowest box shows, however short its session. */
  minMinutes: number;
  /** How long a session's title is in sight before the next may cover what is below it. */
  titleMinutes: number;
  /** How many boxes fit beside each other. */
  maxColumns: number;
}

/** How far a session is indented that lies on another. */
const INDENT = 0.14;
/** A session that begins while others last takes the free room beside them, if that is as wide as this. */
const MIN_FREE = 0.4;
/** No session is narrower because it lies on others. */
const MAX_LEFT = 0.6;

/**
 * Places the sessions of a day. Those that begin at about the same time are side by side; one that begins later lies on
 * those before it, indented and below their titles, so that every title can be read.
 */
export function cascade(segments: readonly Segment[], room: Room): { placed: Placed[]; hidden: Hidden[] } {
  const placed: Placed[] = [];
  const hidden: Hidden[] = [];
  const endOf = ({ from, to }: Segment) => Math.max(to, from + room.minMinutes);
  for (const batch of batches(segments, room.titleMinutes, endOf)) {
    const start = Math.min(...batch.map(({ from }) => from));
    const running = placed.filter(({ segment }) => endOf(segment) > start);
    const { left, level } = regionBeside(running);
    const columns = columnsOf(batch, endOf);
    const fitting = Math.max(1, Math.floor(room.maxColumns * (1 - left)));
    const shown = columns.length <= fitting ? columns : columns.slice(0, Math.max(1, fitting - 1));
    const rest = columns.slice(shown.length).flat();
    const width = (1 - left) / (shown.length + (rest.length > 0 ? 1 : 0));
    shown.forEach((column, i) => {
      for (const segment of column) {
        const wide = rest.length > 0 ? 1 : freeColumns(segment, shown.slice(i), endOf);
        placed.push({ segment, left: left + i * width, width: wide * width, level, clearTo: endOf(segment) });
      }
    });
    if (rest.length > 0) {
      const to = Math.max(...rest.map(endOf));
      const from = Math.min(...rest.map((each) => each.from));
      hidden.push({ segments: rest, from, to, left: left + shown.length * width, width });
    }
  }
  for (const each of placed)
    each.clearTo = Math.min(
      each.clearTo,
      ...placed.filter((other) => covers(other, each, endOf)).map(({ segment }) => segment.from),
    );
  return { placed, hidden };
}

type End = (segment: Segment) => number;

const overlap = (a: Segment, b: Segment, end: End) => a.from < end(b) && b.from < end(a);

/** Whether a session lies on another. */
const covers = (a: Placed, b: Placed, end: End) =>
  a.level > b.level && overlap(a.segment, b.segment, end) && a.left < b.left + b.width && b.left < a.left + a.width;

/** Groups of sessions that begin so close to each other that one would cover the other's title. */
function batches(segments: readonly Segment[], titleMinutes: number, end: End): Segment[][] {
  const found: Segment[][] = [];
  for (const segment of segments) {
    const last = found.at(-1);
    const covers = last?.some((each) => overlap(each, segment, end) && segment.from < each.from + titleMinutes);
    if (last && covers) last.push(segment);
    else found.push([segment]);
  }
  return found;
}

/** Free room to the right of the sessions that still last, or a place on top of them. */
function regionBeside(running: readonly Placed[]): { left: number; level: number } {
  if (running.length === 0) return { left: 0, level: 0 };
  const level = Math.max(...running.map((each) => each.level)) + 1;
  const right = Math.max(...running.map(({ left, width }) => left + width));
  if (right <= 1 - MIN_FREE) return { left: right, level };
  return { left: Math.min(MAX_LEFT, Math.max(...running.map(({ left }) => left)) + INDENT), level };
}

/** Columns without overlaps; a session is in the first that is free when it begins. */
function columnsOf(batch: readonly Segment[], end: End): Segment[][] {
  const columns: Segment[][] = [];
  for (const segment of batch) {
    const free = columns.find((column) => column.every((each) => !overlap(each, segment, end)));
    if (free) free.push(segment);
    else columns.push([segment]);
  }
  return columns;
}

/** How many columns a session may take, of which the first is its own: up to one with a session at the same time. */
function freeColumns(segment: Segment, columns: readonly Segment[][], end: End): number {
  const next = columns.findIndex((column, i) => i > 0 && column.some((each) => overlap(each, segment, end)));
  return next < 0 ? columns.length : next;
}
