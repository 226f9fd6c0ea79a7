import { expect, test } from 'vitest';
import { filtersOf, timeScopeOf } from './listFilters';

const asked = (search: Parameters<typeof filtersOf>[0]) => filtersOf(search, '2026-03-29', 'Europe/Lisbon');

test('the list begins with what is to come, from the beginning of today', () => {
  expect(asked({})).toMatchObject({
    from: '2026-03-29T00:00:00.000Z',
    to: undefined,
    order: 'scheduled_date',
    skip: 0,
  });
});

test('the past ends where today begins, and its newest stands first', () => {
  expect(asked({ when: 'past' })).toMatchObject({
    from: undefined,
    to: '2026-03-29T00:00:00.000Z',
    order: '-scheduled_date',
  });
});

test('chosen days are whole days of the viewer, also when the clocks change', () => {
  expect(timeScopeOf({ from: '2026-03-29', when: 'past' })).toBe('days');
  expect(asked({ from: '2026-03-29', to: '2026-03-29' })).toMatchObject({
    from: '2026-03-29T00:00:00.000Z',
    to: '2026-03-29T23:00:00.000Z',
    order: 'scheduled_date',
  });
});

test('pages are counted from 1', () => expect(asked({ page: 3 })).toMatchObject({ skip: 100, limit: 50 }));
