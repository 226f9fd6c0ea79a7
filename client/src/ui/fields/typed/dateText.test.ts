import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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

describe('on Sunday 29 November 2026', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-29T12:00:00Z'), toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  test.each([
    ['today', '2026-11-29'],
    ['Hoje', '2026-11-29'],
    ['tomorrow', '2026-11-30'],
    ['AMANHÃ', '2026-11-30'],
    ['yesterday', '2026-11-28'],
    ['ontem', '2026-11-28'],
    ['monday', '2026-11-30'],
    ['Fri', '2026-12-04'],
    ['sexta-feira', '2026-12-04'],
    ['sáb.', '2026-12-05'],
    ['sunday', '2026-12-06'],
    ['3 dec', '2026-12-03'],
    ['3dez', '2026-12-03'],
    ['3 de dezembro', '2026-12-03'],
    ['Thu 3 Dec', '2026-12-03'],
    ['quinta, 3 dez.', '2026-12-03'],
    ['Dec 3', '2026-12-03'],
    ['10 January', '2027-01-10'],
    ['3 nov', '2026-11-03'],
    ['29 feb', '2028-02-29'],
  ])('%s is %s, once nothing more is typed', (text, day) => {
    expect(readDay(text, true)).toBe(day);
    expect(readDay(text, false)).toBeNull();
  });
});

test.each(['to', 'mo', '3 de', '31 feb', '3 decathlon', 'room 3 dec', 'marketing 3', 'today 3'])(
  '“%s” is no day',
  (text) => expect(readDay(text, true)).toBeNull(),
);

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
