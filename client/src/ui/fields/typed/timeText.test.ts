import { expect, test } from 'vitest';
import { showOrganisation } from '@/i18n/organisation';
import { END_TIME, readTime, showTime, TIME } from './timeText';

test.each([
  ['09:30', '09:30'],
  ['9:30', '09:30'],
  ['9.30', '09:30'],
  ['9h30', '09:30'],
  ['0930', '09:30'],
  ['9:30 pm', '21:30'],
  ['12:05am', '00:05'],
  ['23:59', '23:59'],
  ['13:30:00', '13:30'],
  ['9 30', '09:30'],
  ['９：３０', '09:30'],
])('%s is %s, typed or pasted', (text, time) =>
  expect([readTime(text, false), readTime(text, true)]).toEqual([time, time]),
);

test.each([
  ['9', '09:00'],
  ['930', '09:30'],
  ['21h', '21:00'],
  ['9 p.m.', '21:00'],
])('%s is %s, once nothing more is typed', (text, time) =>
  expect([readTime(text, false), readTime(text, true)]).toEqual([null, time]),
);

test.each(['', '24:00', '9:60', '9:3', '13:00 pm', '0:30 am', '99', 'noon'])('“%s” is no time', (text) =>
  expect([readTime(text, false), readTime(text, true)]).toEqual([null, null]),
);

test('the arrows change the hours, or the minutes to the next five', () => {
  const step = (time: string, caret: number, by: 1 | -1) => TIME.step(time, caret, by)?.value;
  expect([step('23:10', 0, 1), step('00:10', 1, -1)]).toEqual(['00:10', '23:10']);
  expect([step('10:07', 4, 1), step('10:07', 4, -1), step('23:55', 4, 1), step('00:00', 4, -1)]).toEqual([
    '10:10',
    '10:05',
    '00:00',
    '23:55',
  ]);
});

test('a stretch of a day may end at midnight', () => {
  expect(['24:00', '2400', '24h00', '9:30', '24:30'].map((text) => END_TIME.read(text, true))).toEqual([
    '24:00',
    '24:00',
    '24:00',
    '09:30',
    null,
  ]);
  expect(['24:00', '23:59', '24:01'].map(END_TIME.isWhole)).toEqual([true, true, false]);
  expect(END_TIME.step('24:00', 0, -1)?.value).toBe('23:00');
});

test('a clock of 12 hours is shown, read back and stepped through', () => {
  showOrganisation({ clock: 12 });
  try {
    const times = ['00:00', '09:05', '12:30', '15:00', '23:59'];
    expect(times.map(showTime)).toEqual(['12:00 am', '9:05 am', '12:30 pm', '3:00 pm', '11:59 pm']);
    expect(times.map((time) => readTime(showTime(time), false))).toEqual(times);
    expect(showTime('24:00')).toBe('24:00');
    expect(TIME.step('09:00', 1, 1)).toEqual({ value: '10:00', from: 0, to: 2 });
    expect(TIME.step('09:55', 2, 1)).toEqual({ value: '10:00', from: 3, to: 5 });
  } finally {
    showOrganisation({ clock: 24 });
  }
});
