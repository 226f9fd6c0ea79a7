import { afterEach, expect, test } from 'vitest';
import { viewer } from '@/i18n/formatDates';
import { dayOf, midnight, periodOf, shownRange, stepped, titleOf, VIEWS } from './range';

const device = viewer.zone;
afterEach(() => Object.assign(viewer, { zone: device }));

const days = ({ from, to }: { from: Date; to: Date }) => [dayOf(from), dayOf(to)];

test('a month is shown in whole weeks that begin on Monday', () => {
  expect(days(periodOf('month', '2026-05-20'))).toEqual(['2026-05-01', '2026-06-01']);
  expect(days(shownRange('month', '2026-05-20'))).toEqual(['2026-04-27', '2026-06-01']);
  expect(days(shownRange('month', '2026-11-01'))).toEqual(['2026-10-26', '2026-12-07']);
});

test('a Sunday belongs to the week before it', () => {
  expect(days(periodOf('week', '2026-05-03'))).toEqual(['2026-04-27', '2026-05-04']);
  expect(days(periodOf('week', '2026-05-04'))).toEqual(['2026-05-04', '2026-05-11']);
});

test('a step goes to the next period, from the last day of a long month as well', () => {
  expect(stepped('month', '2026-01-31', 1)).toBe('2026-02-28');
  expect(stepped('month', '2026-03-31', -1)).toBe('2026-02-28');
  expect(stepped('day', '2026-12-31', 1)).toBe('2027-01-01');
  expect(stepped('agenda', '2026-05-04', -1)).toBe('2026-04-06');
});

test('steps meet without a gap, over changes of the clock too', () => {
  for (const view of VIEWS) {
    let day = '2026-01-01';
    for (let i = 0; i < 60; i += 1) {
      const next = stepped(view, day, 1);
      expect(dayOf(periodOf(view, day).to)).toBe(dayOf(periodOf(view, next).from));
      day = next;
    }
  }
});

test('days and titles are those of the zone that the user has chosen', () => {
  viewer.zone = () => 'Asia/Tokyo';
  expect(midnight('2026-05-04').toISOString()).toBe('2026-05-03T15:00:00.000Z');
  expect(dayOf(new Date('2026-05-03T15:00:00Z'))).toBe('2026-05-04');
  expect(titleOf('week', '2026-05-04')).toBe('4–10 May 2026');
  viewer.zone = () => 'America/New_York';
  expect(midnight('2026-05-04').toISOString()).toBe('2026-05-04T04:00:00.000Z');
});
