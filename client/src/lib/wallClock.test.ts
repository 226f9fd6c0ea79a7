import { expect, test } from 'vitest';
import { isDay } from './days';
import { dayBounds, daysAfter, instantOf, startOfDay, wallClock } from './wallClock';
import { isKnownZone } from './zones';

const utc = (text: string) => Date.parse(text);

test.each([
  ['2026-05-12', '10:30', 'Europe/Lisbon', '2026-05-12T09:30Z'],
  ['2026-01-12', '10:30', 'Europe/Lisbon', '2026-01-12T10:30Z'],
  ['2026-05-12', '10:30', 'America/New_York', '2026-05-12T14:30Z'],
  ['2026-05-12', '00:15', 'Asia/Kathmandu', '2026-05-11T18:30Z'],
  ['2026-05-12', '23:45', 'Pacific/Kiritimati', '2026-05-12T09:45Z'],
  ['2026-05-12', '10:30', 'UTC', '2026-05-12T10:30Z'],
])('%s %s in %s is %s', (date, time, zone, instant) => {
  expect(instantOf({ date, time }, zone)).toEqual({ at: utc(instant), kind: 'plain' });
  expect(wallClock(instant, zone)).toEqual({ date, time });
});

test('a time that the clocks skip in spring is as much later as they skip', () => {
  const found = instantOf({ date: '2026-03-29', time: '02:30' }, 'Europe/Berlin');
  expect(found).toEqual({ at: utc('2026-03-29T01:30Z'), kind: 'gap' });
  expect(wallClock(found?.at ?? 0, 'Europe/Berlin')).toEqual({ date: '2026-03-29', time: '03:30' });
});

test('the half hour that Lord Howe Island skips is half an hour', () => {
  const found = instantOf({ date: '2026-10-04', time: '02:15' }, 'Australia/Lord_Howe');
  expect(found?.kind).toBe('gap');
  expect(wallClock(found?.at ?? 0, 'Australia/Lord_Howe').time).toBe('02:45');
});

test('a time that comes twice in autumn is the first, or the second when that is meant', () => {
  const twice = { date: '2026-10-25', time: '02:30' };
  expect(instantOf(twice, 'Europe/Berlin')).toEqual({ at: utc('2026-10-25T00:30Z'), kind: 'repeated' });
  expect(instantOf(twice, 'Europe/Berlin', true)).toEqual({ at: utc('2026-10-25T01:30Z'), kind: 'repeated' });
});

test('the hours around a change are plain', () => {
  const berlin = (date: string, time: string) => instantOf({ date, time }, 'Europe/Berlin');
  expect(berlin('2026-03-29', '01:59')).toEqual({ at: utc('2026-03-29T00:59Z'), kind: 'plain' });
  expect(berlin('2026-03-29', '03:00')).toEqual({ at: utc('2026-03-29T01:00Z'), kind: 'plain' });
  expect(berlin('2026-10-25', '01:59')).toEqual({ at: utc('2026-10-24T23:59Z'), kind: 'plain' });
  expect(berlin('2026-10-25', '03:00')).toEqual({ at: utc('2026-10-25T02:00Z'), kind: 'plain' });
});

test('a wall clock and back is the same instant, all through a year', () => {
  for (const zone of ['Europe/Lisbon', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Africa/Casablanca']) {
    for (let at = utc('2026-01-01T00:00Z'); at < utc('2027-01-01T00:00Z'); at += 11 * 1_800_000) {
      const back = [false, true].map((later) => instantOf(wallClock(at, zone), zone, later)?.at);
      expect(back, `${zone} ${new Date(at).toISOString()}`).toContain(at);
    }
  }
});

test('a day begins at midnight, or when the clocks say so', () => {
  expect(startOfDay('2026-05-12', 'Europe/Lisbon')).toBe(utc('2026-05-11T23:00Z'));
  expect(startOfDay('2026-09-06', 'America/Santiago')).toBe(utc('2026-09-06T04:00Z'));
  expect(daysAfter('2026-03-28', 1)).toBe('2026-03-29');
  expect(daysAfter('2026-01-01', -1)).toBe('2025-12-31');
});

test('what is no date or no time is nothing', () => {
  expect(instantOf({ date: '', time: '10:00' }, 'UTC')).toBeNull();
  expect(instantOf({ date: '2026-05-12', time: '' }, 'UTC')).toBeNull();
  expect(instantOf({ date: '2026-13-45', time: '10:00' }, 'UTC')).toBeNull();
});

test.each([
  '',
  '2',
  '2026-1-2',
  '0002-03-15',
  '2026-02-29',
  '2026-02-30',
  '2026-13-01',
  '20260102',
  '2026-01-02T00:00',
])('“%s” is no day, and what is half typed is no instant', (text) => {
  expect(isDay(text)).toBe(false);
  expect(instantOf({ date: text, time: '10:00' }, 'Europe/Lisbon')).toBeNull();
});

test('nor is half a time', () => {
  for (const time of ['1', '10:3', '24:00', '10:60', '10:30:00']) {
    expect(instantOf({ date: '2026-05-12', time }, 'Europe/Lisbon'), time).toBeNull();
  }
});

test('the first century is not the twentieth', () => {
  expect(wallClock('0002-03-15T10:00:00Z', 'UTC')).toEqual({ date: '0002-03-15', time: '10:00' });
});

test.each(['Etc/Unknown', 'Foo/Bar', ''])(
  'the times of the zone “%s”, which no browser knows, are those of UTC',
  (zone) => {
    expect(isKnownZone(zone)).toBe(false);
    expect(wallClock('2026-05-12T10:30:00Z', zone)).toEqual({ date: '2026-05-12', time: '10:30' });
    expect(instantOf({ date: '2026-05-12', time: '10:30' }, zone)?.at).toBe(utc('2026-05-12T10:30Z'));
    expect(dayBounds(utc('2026-05-12T10:30Z'), zone).from).toBe('2026-05-12T00:00:00.000Z');
  },
);
