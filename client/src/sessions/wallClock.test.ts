import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exists, instantOf, wallClock } from './wallClock';

const iso = (at: number) => new Date(at).toISOString();

test('a wall clock is read in its own zone', () => {
  expect(iso(instantOf({ date: '2026-07-01', time: '10:00' }, 'Europe/Lisbon'))).toBe('2026-07-01T09:00:00.000Z');
  expect(iso(instantOf({ date: '2026-12-01', time: '10:00' }, 'Europe/Lisbon'))).toBe('2026-12-01T10:00:00.000Z');
  expect(iso(instantOf({ date: '2026-12-01', time: '10:00' }, 'Asia/Kathmandu'))).toBe('2026-12-01T04:15:00.000Z');
  expect(wallClock(Date.parse('2026-12-31T23:30:00Z'), 'Pacific/Auckland')).toEqual({
    date: '2027-01-01',
    time: '12:30',
  });
});

test('of an hour that comes twice it is the first, and an hour that is skipped is later', () => {
  const twice = { date: '2026-10-25', time: '02:30' };
  expect(iso(instantOf(twice, 'Europe/Berlin'))).toBe('2026-10-25T00:30:00.000Z');
  expect(exists(twice, 'Europe/Berlin')).toBe(true);
  const skipped = { date: '2026-03-29', time: '02:30' };
  expect(iso(instantOf(skipped, 'Europe/Berlin'))).toBe('2026-03-29T01:30:00.000Z');
  expect(exists(skipped, 'Europe/Berlin')).toBe(false);
});

test('what is no date or time is no instant', () => {
  expect(instantOf({ date: '', time: '10:00' }, 'UTC')).toBeNaN();
  expect(instantOf({ date: '2026-05-04', time: '' }, 'UTC')).toBeNaN();
});

test('there and back again is the same minute, but for hours that come twice', () => {
  const zones = fc.constantFrom('Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC');
  const minutes = fc.integer({ min: 0, max: 4_000_000 }).map((n) => Date.UTC(2024, 0) + n * 60_000);
  fc.assert(
    fc.property(minutes, zones, (at, zone) => {
      const back = instantOf(wallClock(at, zone), zone);
      expect(at - back).toBeGreaterThanOrEqual(0);
      expect(at - back).toBeLessThanOrEqual(3_600_000);
      expect(wallClock(back, zone)).toEqual(wallClock(at, zone));
    }),
  );
});
