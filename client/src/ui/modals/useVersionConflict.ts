import { useState } from 'react';
import { hasCode } from '@/api/problem';

interface Options<T, Attempt> {
  /** The fields that both sides have changed to different values. */
  fieldsInConflict: (theirs: T) => readonly unknown[];
  /** Saves again, based on the server's current version. */
  keepMine: (theirs: T, attempt?: Attempt) => void;
  takeTheirs: (theirs: T) => void;
}

/**
 * Handles version conflicts (412) for a form. Pass every error to `handle`: it returns true for a conflict, and
 * saves again if the two sides changed different fields. Otherwise the user decides: spread `modal` on a
 * `VersionConflictModal`; `theirs` is the server's version, null while there is nothing to decide.
 */
export function useVersionConflict<T, Attempt = undefined>({
  fieldsInConflict,
  keepMine,
  takeTheirs,
}: Options<T, Attempt>) {
  const [theirs, setTheirs] = useState<T | null>(null);
  const settle = () => setTheirs(null);
  return {
    theirs,
    settle,
    handle(error: unknown, attempt?: Attempt): boolean {
      if (!hasCode(error, 'stale_version') || !error.problem.current) return false;
      const current = error.problem.current as unknown as T;
      const isMergeable = fieldsInConflict(current).length === 0;
      setTheirs(() => (isMergeable ? null : current));
      if (isMergeable) keepMine(current, attempt);
      return true;
    },
    modal: {
      onKeepMine() {
        settle();
        if (theirs) keepMine(theirs);
      },
      onTakeTheirs() {
        settle();
        if (theirs) takeTheirs(theirs);
      },
      onClose: settle,
    },
  };
}
