import { expect, test } from 'vitest';
import type { CustomField } from '@/api/types';
import { toFormErrors, toTexts, toValues } from './customValues';

const field = (key: string, type: CustomField['type']): CustomField => ({
  key,
  of: 'user',
  label: key,
  type,
  options: [],
  required: false,
});

const FIELDS = [field('floor', 'number'), field('aider', 'boolean'), field('team', 'text')];

test('values become texts and the same values again', () => {
  const values = { floor: 2.5, aider: false, team: 'Ωμέγα' };
  const texts = toTexts(values);
  expect(texts).toEqual({ 'custom:floor': '2.5', 'custom:aider': 'false', 'custom:team': 'Ωμέγα' });
  expect(toValues(FIELDS, texts)).toEqual(values);
});

test('what is empty is cleared, and what was not changed is not sent', () =>
  expect(toValues(FIELDS, { 'custom:floor': ' ', last_name: 'Silva' })).toEqual({ floor: null }));

test.each([
  ['2,5', 2.5],
  ['1 000', 1000],
  ['three', 'three'],
])('the number %s is sent as %s', (text, value) =>
  expect(toValues(FIELDS, { 'custom:floor': text })).toEqual({ floor: value }),
);

test('errors of the server are found by the form', () =>
  expect(toFormErrors({ 'custom.floor': 'must be a number', email: 'no' })).toEqual({
    'custom:floor': 'must be a number',
    email: 'no',
  }));
