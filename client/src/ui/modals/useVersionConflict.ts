import { useState } from 'react';
import { hasCode } from '@/api/problem';

/**
 * Follows a form through a 412. Pass every refusal to `notice`: it returns what the server holds now, or null if there
 * was no conflict. Until it is settled, `current` is what to compare with, and whose version “keep mine” sends.
 */
export function useVersionConflict<T>() {
  const [current, setCurrent] = useState<T | null>(null);
  return {
    current,
    notice(error: unknown): T | null {
      if (!hasCode(error, 'stale_version') || !error.problem.current) return null;
      const found = error.problem.current as unknown as T;
      setCurrent(() => found);
      return found;
    },
    settle: () => setCurrent(null),
  };
}
