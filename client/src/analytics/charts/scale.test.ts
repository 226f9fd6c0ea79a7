import { expect, test } from 'vitest';
import { labelled, runsOf, ticksUpTo } from './scale';

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 2, 4, 6, 8]],
  [42, [0, 20, 40, 60]],
  [1000, [0, 500, 1000]],
])('the lines up to %i are round', (most, ticks) => expect(ticksUpTo(most)).toEqual(ticks));

test('every line is reached, and there are never many', () => {
  for (let most = 1; most < 3000; most += 7) {
    const ticks = ticksUpTo(most);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
    expect(ticks.length).toBeLessThanOrEqual(6);
  }
});

test('labels leave each other room, and the last is there', () => {
  const shown = Array.from({ length: 12 }, (_, i) => i).filter(labelled(12, 300, 50));
  expect(shown).toEqual([1, 3, 5, 7, 9, 11]);
});

test('a line is broken where nothing is known', () => {
  const points = [1, null, 2, 3, null, null, 4].map((value) => ({ value }));
  expect(runsOf(points)).toEqual([[0], [2, 3], [6]]);
});
