import { afterEach, expect, test } from 'vitest';
import { ApiProblem } from '@/api/problem';
import { startI18n, text } from '.';
import { fieldProblem } from './fieldProblems';
import { problemText } from './problemText';

afterEach(() => startI18n('en'));

test.each([
  ['must be from 6 to 128', 'Enter a number from 6 to 128.', 'Indique um número entre 6 e 128.'],
  ['must be at least 12 characters long', 'Use at least 12 characters.', 'Use pelo menos 12 caracteres.'],
  [
    'must be a time of day from 00:00 to 24:00, such as 09:00',
    'Enter a time, such as 09:30.',
    'Indique uma hora, como 09:30.',
  ],
  ['is what a later version says', 'Is what a later version says.', 'Este valor não é válido.'],
])('%s is a sentence in each language', async (message, english, portuguese) => {
  await startI18n('en');
  expect(fieldProblem(message)).toBe(english);
  await startI18n('pt');
  expect(fieldProblem(message)).toBe(portuguese);
});

test('a message about a field does not name it as the wire does', () => {
  const errors = [{ field: 'status_reason', message: 'must not contain invisible characters' }];
  const problem = { status: 422, code: 'validation_failed', title: '', detail: 'status_reason: must not …', errors };
  const said = problemText(new ApiProblem(problem as never, new Headers()), (key) => text('core', key));
  expect(said).toBe('Must not contain invisible characters.');
});
