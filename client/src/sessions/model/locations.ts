import type { Session } from '@/api/types';
import { hasWords } from '@/lib/text';

const MAX_SUGGESTIONS = 6;

/** The locations of these sessions that have all typed words, those of the sessions nearest to `now` first. */
export function suggestLocations(
  sessions: readonly Pick<Session, 'location' | 'scheduled_date'>[],
  typed: string,
  now: number,
): string[] {
  const distance = ({ scheduled_date }: Pick<Session, 'scheduled_date'>) => Math.abs(Date.parse(scheduled_date) - now);
  const nearestFirst = sessions.toSorted((a, b) => distance(a) - distance(b)).map(({ location }) => location);
  const text = typed.trim();
  return [...new Set(nearestFirst)]
    .filter((location): location is string => location !== null && location !== text && hasWords(text, location))
    .slice(0, MAX_SUGGESTIONS);
}
