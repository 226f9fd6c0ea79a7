import { expect, test } from 'vitest';
import { fold, hasWords } from '@/lib/text';
import samples from './folding.json';

test('text folds as on the server', () => {
  for (const [text, folded] of Object.entries(samples)) {
    expect(fold(text), text).toBe(folded);
    expect(fold(folded), text).toBe(folded);
    expect(fold(text.normalize('NFD')), text).toBe(folded);
  }
});

test('every typed word is wanted, in any order', () => {
  expect(hasWords('lind  zoe', 'Zoë Lindqvist', 'zl')).toBe(true);
  expect(hasWords('zoe berg', 'Zoë Lindqvist')).toBe(false);
  expect(hasWords("o'brien", 'Tara O’Brien')).toBe(true);
  expect(hasWords('obrien tara', 'Tara O’Brien')).toBe(true);
  expect(hasWords("'", 'Tara O’Brien')).toBe(true);
  expect(hasWords("'", 'Tara')).toBe(false);
  expect(hasWords(' ', 'Tara')).toBe(true);
});
