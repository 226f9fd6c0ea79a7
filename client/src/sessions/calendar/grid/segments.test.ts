import { expect, test } from 'vitest';
import type { Session } from '@/api/types';
import { allHours, besides, fittedHours, segmentsByDay, workingHours } from './segments';

const session = (start: string, minutes: number, id = 1) =>
  ({
    id,
    scheduled_date: start,
    ends_at: new Date(Date.parse(start) + minutes * 60_000).toISOString(),
    duration_minutes: minutes,
  }) as Session;

const parts = (one: Session, days: string[], zone: string) =>
  [...segmentsByDay([one], days, zone)].flatMap(([day, found]) =>
    found.map(({ from, to }) => [day, from / 60, to / 60]),
  );

test('a session over midnight is on both days, and one until midnight only on the first', () => {
  const days = ['2026-05-04', '2026-05-05'];
  expect(parts(session('2026-05-04T22:00Z', 240), days, 'UTC')).toEqual([
    ['2026-05-04', 22, 24],
    ['2026-05-05', 0, 2],
  ]);
  expect(parts(session('2026-05-04T22:00Z', 120), days, 'UTC')).toEqual([['2026-05-04', 22, 24]]);
  expect(parts(session('2026-05-04T22:00Z', 240), days, 'Asia/Tokyo')).toEqual([['2026-05-05', 7, 11]]);
});

test('in the nights in which the clocks change, sessions are where the clock on the wall says', () => {
  const spring = ['2026-03-29'];
  expect(parts(session('2026-03-29T00:30Z', 60), spring, 'Europe/Lisbon')).toEqual([['2026-03-29', 0.5, 2.5]]);
  const autumn = ['2026-10-25'];
  // 01:30 of the first to 01:15 of the second: it is not negative.
  expect(parts(session('2026-10-25T00:30Z', 45), autumn, 'Europe/Lisbon')).toEqual([['2026-10-25', 1.5, 2.25]]);
  expect(parts(session('2026-10-25T01:30Z', 60), autumn, 'Europe/Lisbon')).toEqual([['2026-10-25', 1.5, 2.5]]);
});

test('working hours are shown on the clock of the reader', () => {
  const work = { time_zone: 'Europe/Lisbon', working_hours: [{ weekday: 1, from: '09:00', to: '17:00' }] };
  const hours = (day: string, zone: string) =>
    workingHours(work, day, zone).map(({ from, to }) => [from / 60, to / 60]);
  expect(hours('2026-01-05', 'Europe/Lisbon')).toEqual([[9, 17]]);
  expect(hours('2026-01-06', 'Europe/Lisbon')).toEqual([]);
  // 09:00 to 17:00 in Lisbon are 18:00 to 02:00 in Tokyo.
  expect(hours('2026-01-05', 'Asia/Tokyo')).toEqual([[18, 24]]);
  expect(hours('2026-01-06', 'Asia/Tokyo')).toEqual([[0, 2]]);
});

test('what is not worked is the rest of the day', () => {
  expect(besides([])).toEqual([{ from: 0, to: 1440 }]);
  expect(
    besides([
      { from: 780, to: 1020 },
      { from: 540, to: 720 },
    ]),
  ).toEqual([
    { from: 0, to: 540 },
    { from: 720, to: 780 },
    { from: 1020, to: 1440 },
  ]);
});

test('working hours fit, and sessions just before and after them as far as there is room', () => {
  const nine = [{ from: 540, to: 1020 }];
  expect(fittedHours(nine, [])).toEqual({ from: 8, to: 18 });
  expect(fittedHours([], [])).toEqual({ from: 8, to: 18 });
  expect(fittedHours(nine, [{ from: 420, to: 480 }])).toEqual({ from: 7, to: 18 });
  // Nobody scrolls past an empty night to a session at one.
  expect(fittedHours(nine, [{ from: 60, to: 120 }])).toEqual({ from: 8, to: 18 });
  expect(fittedHours(nine, [{ from: 0, to: 1440 }])).toEqual({ from: 7, to: 19 });
  expect(allHours({ from: 8, to: 18 }, [{ from: 70, to: 120 }])).toEqual({ from: 1, to: 18 });
  expect(allHours({ from: 8, to: 18 }, [])).toEqual({ from: 8, to: 18 });
});
