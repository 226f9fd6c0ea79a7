import { expect, test } from 'vitest';
import { nearestOfEach } from './searchSessions';

const NOW = Date.parse('2026-05-12T10:00:00Z');
const session = (title: string, scheduled_date: string, trainer_id = 1) => ({ title, scheduled_date, trainer_id });

test('the command bar has each session once, the nearest first, whether it is to come or over', () => {
  const found = nearestOfEach(
    [
      session('Python', '2027-10-12T10:00:00Z'),
      session('Python', '2026-05-19T10:00:00Z'),
      session('Python', '2026-05-11T10:00:00Z'),
      session('Python', '2026-05-20T10:00:00Z', 2),
      session('Excel', '2026-05-12T12:00:00Z'),
    ],
    NOW,
  );
  expect(found).toEqual([
    session('Excel', '2026-05-12T12:00:00Z'),
    session('Python', '2026-05-11T10:00:00Z'),
    session('Python', '2026-05-20T10:00:00Z', 2),
  ]);
});

test('the parts of a course are one', () => {
  const found = nearestOfEach(
    [session('Python 1/6: First steps', '2026-05-04T10:00:00Z'), session('Python 2/6: Lists', '2026-05-13T10:00:00Z')],
    NOW,
  );
  expect(found).toEqual([session('Python 2/6: Lists', '2026-05-13T10:00:00Z')]);
});
