import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, monthsAfter, readDay, showDay } from './dateText';

test.each([
  ['04/03/2031', '2031-03-04'],
  ['4/3/2031', '2031-03-04'],
  ['4.3.2031', '2031-03-04'],
  ['4 - 3 - 2031', '2031-03-04'],
  [' 04032031 ', '2031-03-04'],
  ['2031-03-04', '2031-03-04'],
  ['4 March 2031', '2031-03-04'],
  ['Tue, 4 Mar 2031', '2031-03-04'],
  ['terça-feira, 4 de março de 2031', '2031-03-04'],
  ['4 set. 2031', '2031-09-04'],
  ['29/02/2028', '2028-02-29'],
  ['March 4, 2031', '2031-03-04'],
  ['Tuesday, Mar 4 2031', '2031-03-04'],
  ['４/３/２０３１', '2031-03-04'],
  ['4‐3‐2031', '2031-03-04'],
])('%s is %s, typed or pasted', (text, day) => {
  expect(readDay(text, false)).toBe(day);
  expect(readDay(text, true)).toBe(day);
});

test.each([
  ['4/3/31', '2031-03-04'],
  ['040331', '2031-03-04'],
  ['2031/3/4', '2031-03-04'],
])('%s is %s, once nothing more is typed', (text, day) => {
  expect(readDay(text, false)).toBeNull();
  expect(readDay(text, true)).toBe(day);
});

test.each([
  '0',
  '4/3',
  '4/3/203',
  '03152027',
  '31/02/2031',
  '29/02/2027',
  '4/3/0002',
  '0002-03-15',
  '4 Smarch 2031',
  'x',
])('%s is no day', (text) => expect([readDay(text, false), readDay(text, true)]).toEqual([null, null]));

test('while a date is typed, no beginning of it is another date', () => {
  const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  const shapes = [
    (day: string) => showDay(day),
    (day: string) => showDay(day).replaceAll('/', ''),
    (day: string) => day,
  ];
  fc.assert(
    fc.property(days, fc.constantFrom(...shapes), (date, shape) => {
      const day = date.toISOString().slice(0, 10);
      const text = shape(day);
      const seen = Array.from(text, (_, i) => readDay(text.slice(0, i + 1), false)).filter((read) => read !== null);
      expect(seen).toEqual([day]);
    }),
  );
});

test('what is shown is read as the same day', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10);
      expect(readDay(showDay(day), true)).toBe(day);
    }),
  );
});

test('the arrows change the part that the caret is in', () => {
  const step = (day: string, caret: number, by: 1 | -1) => DAY.step(day, caret, by)?.value;
  expect([step('2026-12-31', 1, 1), step('2026-12-31', 4, 1), step('2026-12-31', 8, 1)]).toEqual([
    '2027-01-01',
    '2027-01-31',
    '2027-12-31',
  ]);
  expect([step('2026-01-31', 4, 1), step('2028-02-29', 9, 1), step('2026-03-01', 0, -1)]).toEqual([
    '2026-02-28',
    '2029-02-28',
    '2026-02-28',
  ]);
  expect(DAY.step('2199-12-31', 0, 1)).toBeNull();
  expect(monthsAfter('2026-03-31', -1)).toBe('2026-02-28');
});
