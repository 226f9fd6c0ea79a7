type Kind = 'localStorage' | 'sessionStorage';

/**
 * Browser storage that never throws. A browser may block it, or it may be full; what cannot be stored is kept in memory,
 * until the page is reloaded.
 */
function fallingBackToMemory(kind: Kind) {
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): { done: T } | null => {
    try {
      // Where storage is blocked, even naming it throws.
      return { done: use(window[kind]) };
    } catch {
      return null;
    }
  };
  return {
    get: (key: string): string | null => memory.get(key) ?? attempt((storage) => storage.getItem(key))?.done ?? null,

    set(key: string, value: string) {
      if (attempt((storage) => storage.setItem(key, value))) memory.delete(key);
      else memory.set(key, value);
    },

    remove(key: string) {
      memory.delete(key);
      attempt((storage) => storage.removeItem(key));
    },

    keys: () => [...memory.keys(), ...(attempt((storage) => Object.keys(storage))?.done ?? [])],
  };
}

/** What this browser keeps for all its tabs. */
export const browserStorage = fallingBackToMemory('localStorage');

/** What this tab keeps. */
export const tabStorage = fallingBackToMemory('sessionStorage');
