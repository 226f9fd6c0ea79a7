import { expect, test } from 'vitest';
import type { Session } from '@/api/types';
import { cascade } from './cascade';
import type { Segment } from './segments';

const ROOM = { minMinutes: 28, titleMinutes: 28, maxColumns: 4 };

/** A session from one time of the day to another, in hours. */
const at = (id: number, from: number, to: number): Segment => ({
  session: { id } as Session,
  from: from * 60,
  to: to * 60,
  isStart: true,
  isEnd: true,
});

const shape = (segments: Segment[], room = ROOM) =>
  cascade(segments, room).placed.map(({ segment, left, width }) => [
    segment.session.id,
    Math.round(left * 100),
    Math.round(width * 100),
  ]);

test('sessions one after the other have the whole width', () => {
  expect(shape([at(1, 9, 10), at(2, 10, 11)])).toEqual([
    [1, 0, 100],
    [2, 0, 100],
  ]);
});

test('sessions that begin together are side by side, and take the columns that are free beside them', () => {
  expect(shape([at(1, 9, 12), at(2, 9, 9.5), at(3, 9, 9.25)])).toEqual([
    [1, 0, 33],
    [2, 33, 33],
    [3, 67, 33],
  ]);
  expect(shape([at(1, 9, 10), at(2, 9, 10), at(3, 9.25, 9.5)]).at(-1)).toEqual([3, 67, 33]);
});

test('a session that begins while another lasts lies on it, indented, below its title', () => {
  const { placed } = cascade([at(1, 9, 12), at(2, 10, 11), at(3, 10.75, 11.5)], ROOM);
  expect(placed.map(({ left, level }) => [Math.round(left * 100), level])).toEqual([
    [0, 0],
    [14, 1],
    [28, 2],
  ]);
  expect(placed.every(({ left, width }) => left + width > 0.99)).toBe(true);
  expect(placed.map(({ clearTo }) => clearTo / 60)).toEqual([10, 10.75, 11.5]);
});

test('it takes the free room beside those that still last, if there is enough', () => {
  expect(shape([at(1, 9, 12), at(2, 9, 9.75), at(3, 10, 11)]).at(-1)).toEqual([3, 50, 50]);
});

test('short sessions count as long as their box is high', () => {
  expect(shape([at(1, 9, 9.1), at(2, 9.25, 9.5)])).toEqual([
    [1, 0, 50],
    [2, 50, 50],
  ]);
});

test('what has no room is counted, and nothing is lost', () => {
  const many = Array.from({ length: 9 }, (_, i) => at(i + 1, 9, 10 + i / 10));
  const { placed, hidden } = cascade(many, ROOM);
  expect(placed).toHaveLength(3);
  expect(hidden.map(({ segments, left, width }) => [segments.length, left, width])).toEqual([[6, 0.75, 0.25]]);
  expect(hidden[0]).toMatchObject({ from: 9 * 60, to: 10.8 * 60 });
});

test('whatever the day, no title is covered by another session', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed % below;
  };
  for (let day = 0; day < 200; day += 1) {
    const segments = Array.from({ length: 1 + random(14) }, (_, i) => {
      const from = 8 + random(36) / 4;
      return at(i + 1, from, from + (1 + random(12)) / 4);
    }).toSorted((a, b) => a.from - b.from || b.to - a.to);
    const { placed, hidden } = cascade(segments, ROOM);
    expect(placed.length + hidden.flatMap((each) => each.segments).length).toBe(segments.length);
    for (const a of placed) {
      expect(a.left).toBeGreaterThanOrEqual(0);
      expect(a.left + a.width).toBeLessThan(1.001);
      for (const b of placed) {
        if (a === b || a.level > b.level) continue;
        const isBeside = a.left + a.width < b.left + 0.001 || b.left + b.width < a.left + 0.001;
        const isLater = b.segment.from >= a.segment.from + ROOM.titleMinutes || b.segment.from >= a.segment.to;
        const isEarlier = a.segment.from >= Math.max(b.segment.to, b.segment.from + ROOM.minMinutes);
        expect(isBeside || isLater || isEarlier, `${JSON.stringify([a, b])}`).toBe(true);
      }
    }
  }
});
