import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from '@/lib/store';
import type { Live } from './Live';

/** How current the screen is; re-renders the component when that changes. */
export function useLiveStatus() {
  const { status } = useLiveConnection();
  return useStore(status);
}

/** A short interruption, such as a server restart, does not deserve a banner. */
const PATIENCE_MS = 1500;

/** Whether an interruption lasts, so that the user has to know. */
export function useIsOffline(): boolean {
  const isOffline = useLiveStatus().state === 'offline';
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!isOffline) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isOffline]);
  return lasts;
}

export const LiveContext = createContext<Live | null>(null);

/** This tab's live data. */
export function useLiveConnection(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('LiveProvider is missing');
  return live;
}
