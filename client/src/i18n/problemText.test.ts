import { expect, test } from 'vitest';
import { ApiProblem, Unreachable } from '@/api/problem';
import { text } from '.';
import { problemText } from './problemText';

test('what is wrong with the organisation’s own fields is said with their names', () => {
  const errors = [{ field: 'custom.badge_no', message: 'is required' }];
  const problem = { code: 'validation_failed', status: 422, detail: '“Badge number” is required.', errors };
  const said = problemText(new ApiProblem(problem as never, new Headers()), (key) => text('core', key));
  expect(said).toBe('“Badge number” is required.');
});

test('what could not be saved is not said to be tried again by itself', () => {
  const said = problemText(new Unreachable(), (key) => text('core', key));
  expect(said).toContain('try again');
  expect(said).not.toMatch(/automatic/);
});
