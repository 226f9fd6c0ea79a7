import { expect, test } from 'vitest';
import { periodOf } from './period';
import { analyticsSearch } from './search';

const NOW = Date.parse('2026-05-07T22:30:00Z'); // a Thursday; in Lisbon already half past eleven at night

const days = (search: Record<string, unknown>, zone = 'Europe/Lisbon') => {
  const { firstDay, lastDay } = periodOf(analyticsSearch(search), NOW, zone);
  return [firstDay, lastDay];
};

test('twelve weeks begin with a Monday, and the last of them is this one', () =>
  expect(days({})).toEqual(['2026-02-16', '2026-05-07']));

test('so do four', () => expect(days({ period: '4w' })).toEqual(['2026-04-13', '2026-05-07']));

test('a year begins on its first day', () => expect(days({ period: 'year' })).toEqual(['2026-01-01', '2026-05-07']));

test('today is that of the zone', () => expect(days({}, 'Asia/Tokyo')[1]).toBe('2026-05-08'));

test('days of one’s own choice go in either order', () => {
  expect(days({ from: '2026-01-05', to: '2026-02-01' })).toEqual(['2026-01-05', '2026-02-01']);
  expect(days({ from: '2026-02-01', to: '2026-01-05' })).toEqual(['2026-01-05', '2026-02-01']);
  expect(days({ from: '2026-06-01' })).toEqual(['2026-06-01', '2026-06-01']);
  expect(days({ period: 'custom' })).toEqual(['2026-04-10', '2026-05-07']);
});

test('the last day is in it to its end, and summer time is minded', () => {
  const { from, to } = periodOf({ period: 'custom', from: '2026-03-28', to: '2026-03-29' }, NOW, 'Europe/Lisbon');
  expect([from, to]).toEqual(['2026-03-28T00:00:00.000Z', '2026-03-29T23:00:00.000Z']);
});
