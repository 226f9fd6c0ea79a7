import { expect, test } from 'vitest';
import { exportPeriods } from './commands';

test.each([
  ['2026-02-14', ['2025-10-01', '2025-12-31'], ['2026-01-01', '2026-02-14'], ['2026-01-01', '2026-01-31']],
  ['2026-06-30', ['2026-01-01', '2026-03-31'], ['2026-04-01', '2026-06-30'], ['2026-05-01', '2026-05-31']],
  ['2024-03-31', ['2023-10-01', '2023-12-31'], ['2024-01-01', '2024-03-31'], ['2024-02-01', '2024-02-29']],
])('quarters and months as of %s', (today, lastQuarter, thisQuarter, lastMonth) => {
  const days = Object.fromEntries(exportPeriods(today).map(({ id, from, to }) => [id, [from, to]]));
  expect(days).toMatchObject({
    'last-quarter': lastQuarter,
    'this-quarter': thisQuarter,
    'last-month': lastMonth,
    'last-year': [`${Number(today.slice(0, 4)) - 1}-01-01`, `${Number(today.slice(0, 4)) - 1}-12-31`],
  });
});
