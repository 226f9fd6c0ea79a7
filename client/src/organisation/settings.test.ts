import { expect, test } from 'vitest';
import { keyFor } from './settings';

test.each([
  ['Department', 'department'],
  ['Cost centre (2)', 'cost_centre_2'],
  ['Código Postal', 'codigo_postal'],
  ['2nd language', 'nd_language'],
  ['部署', 'field'],
])('the key of %s is made of its name', (label, key) => {
  expect(keyFor(label, [])).toBe(key);
});

test('no two fields get the same key', () => {
  expect(keyFor('Size', [{ key: 'size' }, { key: 'size_2' }])).toBe('size_3');
});
