import { expect, test } from 'vitest';
import { nextTick, spokenMinutes, timeLeft } from './countdown';

const MINUTE = 60_000;

test('what is left is shown whole, and never less than nothing', () => {
  expect(timeLeft(((26 * 60 + 5) * 60 + 7) * 1000)).toEqual({ days: 1, hours: 2, minutes: 5, seconds: 7 });
  expect(timeLeft(1)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 1 });
  expect(timeLeft(-5)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 0 });
});

test('it is said aloud at a quarter of an hour, five minutes, one, and when it begins', () => {
  const said = [16, 15, 14, 5.1, 5, 1.5, 1, 0.2, 0, -3].map((minutes) => spokenMinutes(minutes * MINUTE));
  expect(said).toEqual([null, 15, 15, 15, 5, 5, 1, 1, 0, 0]);
});

test('seconds are counted only when it is near', () => {
  expect(nextTick(60 * MINUTE)).toBe(15_000);
  expect(nextTick(5 * MINUTE)).toBe(1020);
  expect(nextTick(-400)).toBe(620);
  expect(nextTick(5 * MINUTE + 400)).toBe(420);
  expect(nextTick(-60 * MINUTE)).toBe(15_000);
});
