import { useEffect, useSyncExternalStore } from 'react';
import { useLiveConnection } from './context';
import type { LiveEvent } from './events';

/** How current the screen is; changes draw the component anew. */
export function useLiveStatus() {
  const { status } = useLiveConnection();
  return useSyncExternalStore(status.subscribe, status.get);
}

/** Hear events, for what is no query: notices, a badge. Queries are kept current without it. */
export function useLiveEvents(listener: (event: LiveEvent) => void) {
  const live = useLiveConnection();
  useEffect(() => live.subscribe(listener), [live, listener]);
}
