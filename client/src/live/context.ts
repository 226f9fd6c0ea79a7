import { createContext, useContext } from 'react';
import type { Live } from './Live';

export const LiveContext = createContext<Live | null>(null);

/** The live data of this tab. */
export function useLiveConnection(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('LiveProvider is missing');
  return live;
}
