import { expect, it } from 'vitest';
import { changedFields, conflictingFields } from './threeWayMerge';

const base = { first: 'Ana', last: 'Silva', email: 'ana@example.org' };

it('sends what was changed and nothing else', () => {
  expect(changedFields(base, { ...base, last: 'Sousa' })).toEqual({ last: 'Sousa' });
  expect(changedFields(base, { ...base })).toEqual({});
});

it('asks about what both changed, and not about what one did or both to the same', () => {
  const mine = { first: 'Anna', last: 'Sousa', email: base.email };
  expect(conflictingFields(base, mine, { ...base, first: 'Anita', email: 'a@example.org' })).toEqual(['first']);
  expect(conflictingFields(base, mine, { ...base, last: 'Sousa' })).toEqual([]);
});
