import { expect, test } from 'vitest';
import { suggestLocations } from './locations';

const NOW = Date.parse('2026-05-12T09:00:00Z');
const at = (day: number, location: string | null) => ({ location, scheduled_date: `2026-05-${day}T09:00:00Z` });
const sessions = [at(30, 'Room 1'), at(13, 'Sala São João'), at(10, 'Room 2'), at(14, 'Room 2'), at(12, null)];

test('the locations of the nearest sessions come first, each once', () => {
  expect(suggestLocations(sessions, '', NOW)).toEqual(['Sala São João', 'Room 2', 'Room 1']);
});

test('they have every typed word, however it is typed, and are not what is there already', () => {
  expect(suggestLocations(sessions, 'joao sala', NOW)).toEqual(['Sala São João']);
  expect(suggestLocations(sessions, 'room', NOW)).toEqual(['Room 2', 'Room 1']);
  expect(suggestLocations(sessions, 'Room 2', NOW)).toEqual([]);
  expect(suggestLocations(sessions, 'hall', NOW)).toEqual([]);
});

test('there are few of them', () => {
  const many = Array.from({ length: 20 }, (_, i) => at(10, `Room ${i}`));
  expect(suggestLocations(many, '', NOW)).toHaveLength(6);
});
