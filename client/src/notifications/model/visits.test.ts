import { expect, test } from 'vitest';
import { visitsAfter, watchVisits } from './visits';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test('whoever looks again within an hour was not away', () => {
  expect(visitsAfter(null, 5)).toEqual({ seen: 5, away: undefined });
  expect(visitsAfter({ seen: 5 }, 5 + HOUR - 1)).toEqual({ seen: 5 + HOUR - 1, away: undefined });
});

test('after an hour they were, since they last looked', () => {
  const back = visitsAfter({ seen: 5 }, 5 + HOUR);
  expect(back).toEqual({ seen: 5 + HOUR, away: { from: 5, until: 5 + HOUR } });
  expect(visitsAfter(back, back.seen + 60_000).away).toEqual(back.away);
});

test('what nobody has looked at belongs to the next absence, but not for longer than a day', () => {
  const first = { seen: 3 * HOUR, away: { from: 0, until: 2 * HOUR } };
  expect(visitsAfter(first, 8 * HOUR).away).toEqual({ from: 0, until: 8 * HOUR });
  expect(visitsAfter(first, 3 * DAY).away).toEqual({ from: 3 * HOUR, until: 3 * DAY });
});

test('what an earlier client kept of notifications is removed', () => {
  localStorage.setItem('tms.notices.7', '{"notices":[{"title":"First aid"}]}');
  watchVisits(7)();
  expect(localStorage.getItem('tms.notices.7')).toBeNull();
});
