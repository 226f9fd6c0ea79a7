import { useState } from 'react';
import { hasCode } from '@/api/problem';

interface Conflict<T> {
  current: T;
}

/**
 * Follows a form through a 412. Pass every refusal to `notice`: it keeps what the server holds now, and is true if
 * there was a conflict. `current` is then what to compare with, and whose version “keep mine” sends.
 */
export function useConflict<T>() {
  const [conflict, setConflict] = useState<Conflict<T> | null>(null);
  return {
    current: conflict?.current ?? null,
    notice(error: unknown): boolean {
      if (!hasCode(error, 'stale_version') || !error.problem.current) return false;
      setConflict({ current: error.problem.current as unknown as T });
      return true;
    },
    settle: () => setConflict(null),
  };
}
