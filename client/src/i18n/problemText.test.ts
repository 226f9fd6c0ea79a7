import { expect, test } from 'vitest';
import { Unreachable } from '@/api/problem';
import { text } from '.';
import { problemText } from './problemText';

test('what could not be saved is not said to be tried again by itself', () => {
  const said = problemText(new Unreachable(), (key) => text('core', key));
  expect(said).toContain('try again');
  expect(said).not.toMatch(/automatic/);
});
