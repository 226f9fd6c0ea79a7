import { afterEach, expect, test } from 'vitest';
import type { Session } from '@/api/types';
import { viewer } from '@/i18n/formatDates';
import { dropOf, slotOf } from './drop';
import type { Drag } from './grid/drag';
import { isWorkOver, startOn } from './useCalendarView';

const device = viewer.zone;
afterEach(() => Object.assign(viewer, { zone: device }));

const session = {
  id: 1,
  trainer_id: 3,
  scheduled_date: '2026-10-25T01:30:00Z',
  ends_at: '2026-10-25T02:30:00Z',
  duration_minutes: 60,
} as Session;
const drag = (changes: Partial<Drag>): Drag => ({
  kind: 'move',
  session,
  day: '2026-10-25',
  lane: null,
  from: null,
  to: null,
  ...changes,
});
const office = {
  time_zone: 'UTC',
  working_hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
};
const at = (time: string) => Date.parse(time);

test('a session in the second of two equal hours is not moved by being put back, and keeps its clock on another day', () => {
  viewer.zone = () => 'Europe/Lisbon';
  expect(dropOf(drag({}), [])).toBeNull();
  expect(dropOf(drag({ from: 90, to: 150 }), [])).toBeNull();
  expect(dropOf(drag({ day: '2026-10-27' }), [])?.start).toBe(at('2026-10-27T01:30Z'));
  expect(dropOf(drag({ day: '2026-10-24' }), [])?.start).toBe(at('2026-10-24T00:30Z'));
});

test('an edge that is dragged over the night in which the clocks change says how long the session really is', () => {
  viewer.zone = () => 'Europe/Lisbon';
  const early = { ...session, scheduled_date: '2026-10-24T23:30:00Z', ends_at: '2026-10-25T00:30:00Z' };
  // From 00:30 to 03:00 there are three and a half hours in that night.
  expect(dropOf(drag({ kind: 'resize', session: early, from: 30, to: 180 }), [])?.minutes).toBe(210);
  expect(dropOf(drag({ kind: 'resize', session, from: 90, to: 150 }), [])).toBeNull();
  // The first 02:00 of its hour is over: it is the one an hour and a half later.
  expect(dropOf(drag({ kind: 'resize', session, from: 90, to: 120 }), [])?.minutes).toBe(30);
});

test('a session that is dragged into the lane of another trainer is theirs', () => {
  const rui = { id: 4, name: 'Rui' };
  expect(dropOf(drag({ lane: 4 }), [rui])).toMatchObject({ trainer: rui, start: at(session.scheduled_date) });
  expect(dropOf(drag({ lane: 3 }), [rui])).toBeNull();
});

test('what is drawn over the hour that the clocks skip begins after it', () => {
  viewer.zone = () => 'Europe/Lisbon';
  const create = drag({ kind: 'create', session: null, day: '2026-03-29' });
  expect(slotOf({ ...create, from: 60, to: 120 }, office)).toMatchObject({
    start: '2026-03-29T01:00:00.000Z',
    duration_minutes: 60,
  });
  expect(slotOf({ ...create, from: 0, to: 180, lane: 7 }, office)).toMatchObject({
    duration_minutes: 120,
    trainer_id: 7,
  });
});

test('a new session begins in the next hour of work among the days on the screen', () => {
  viewer.zone = () => 'UTC';
  const week = ['2026-05-04', '2026-05-05', '2026-05-06', '2026-05-07', '2026-05-08', '2026-05-09', '2026-05-10'];
  expect(startOn(week, office, at('2026-05-05T10:20Z'))).toBe(at('2026-05-05T11:00Z'));
  expect(startOn(week, office, at('2026-05-05T18:20Z'))).toBe(at('2026-05-06T09:00Z'));
  expect(startOn(week, office, at('2026-04-20T10:20Z'))).toBe(at('2026-05-04T09:00Z'));
  // Nothing of this week's work is left: the next full hour. Of a week that is over: its beginning.
  expect(startOn(week, office, at('2026-05-09T10:20Z'))).toBe(at('2026-05-09T11:00Z'));
  expect(startOn(week, office, at('2026-06-01T10:20Z'))).toBe(at('2026-05-04T09:00Z'));
});

test('a week is over when its last working hour is', () => {
  viewer.zone = () => 'UTC';
  const isOver = (now: string, work = office) => isWorkOver(work, '2026-05-04', '2026-05-11', at(now));
  expect(isOver('2026-05-08T16:59Z')).toBe(false);
  expect(isOver('2026-05-08T17:00Z')).toBe(true);
  const sundays = { ...office, working_hours: [{ weekday: 7, from: '08:00', to: '12:00' }] };
  expect(isOver('2026-05-09T17:00Z', sundays)).toBe(false);
  expect(isOver('2026-05-10T23:59Z', { ...office, working_hours: [] })).toBe(false);
});
