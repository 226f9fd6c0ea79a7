import { useEffect, useState } from 'react';
import { serverNow } from './serverClock';

const TICK_MS = 15_000;

/** The current time in milliseconds since 1970; re-renders the component as it passes. */
export function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
