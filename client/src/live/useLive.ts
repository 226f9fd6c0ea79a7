import { useEffect, useSyncExternalStore } from 'react';
import { useLiveData } from './context';
import type { LiveEvent } from './events';

/** How current the screen is; changes draw the component anew. */
export function useLiveStatus() {
  const { status } = useLiveData();
  return useSyncExternalStore(status.subscribe, status.get);
}

/** Hear events, for what is no query: notices, a badge. Queries are kept current without it. */
export function useLive(listener: (event: LiveEvent) => void) {
  const live = useLiveData();
  useEffect(() => live.subscribe(listener), [live, listener]);
}
