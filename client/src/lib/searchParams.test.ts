import { expect, test } from 'vitest';
import { parseDay, parseFlag, parseId, parseSearch, parseText, stringifySearch } from './searchParams';

test.each(['12345', 'true', 'null', '007', '1e3', '12345678901234567890', '{"a":1}', '"quoted"', 'a&b=c', 'ö+ü %'])(
  'a search for %s is for exactly that',
  (q) => expect(parseText(parseSearch(stringifySearch({ q })).q)).toBe(q),
);

test('numbers and flags come back as they were, and what is not set is not written', () => {
  const search = parseSearch(stringifySearch({ page: 3, create: true, role: undefined, q: null }));
  expect(search).toEqual({ page: '3', create: 'true' });
  expect([parseId(search.page), parseFlag(search.create)]).toEqual([3, true]);
  expect(stringifySearch({ page: undefined })).toBe('');
});

test.each(['2026-02-30', '0002-01-01', '12/01/2026', 20260101])('%s is no day', (day) =>
  expect(parseDay(day)).toBeUndefined(),
);
