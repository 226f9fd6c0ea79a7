import { createContext, useContext, useEffect } from 'react';
import { useStore } from '@/lib/store';
import type { LiveEvent } from './events';
import type { Live } from './Live';

/** How current the screen is; changes draw the component anew. */
export function useLiveStatus() {
  const { status } = useLiveConnection();
  return useStore(status);
}

/** Hear events, for what is no query: notices, a badge. Queries are kept current without it. */
export function useLiveEvents(listener: (event: LiveEvent) => void) {
  const live = useLiveConnection();
  useEffect(() => live.subscribe(listener), [live, listener]);
}

export const LiveContext = createContext<Live | null>(null);

/** The live data of this tab. */
export function useLiveConnection(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('LiveProvider is missing');
  return live;
}
