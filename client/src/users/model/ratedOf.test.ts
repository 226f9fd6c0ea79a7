import { expect, test } from 'vitest';
import { ratedOf } from './ratedOf';

test('“79 of 90” goes with 88 %: excused sessions are in neither', () => {
  const marks = { present: 75, late: 4, absent: 11, excused: 7 };
  expect(ratedOf(marks)).toBe(90);
  expect(Math.round((100 * (marks.present + marks.late)) / ratedOf(marks))).toBe(88);
});
