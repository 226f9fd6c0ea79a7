import { useEffect, useState } from 'react';
import { serverNow } from './serverClock';

const TICK_MS = 15_000;

/**
 * The current time in milliseconds since 1970; re-renders the component as it passes, and on every full minute: sessions
 * begin and end then.
 */
export function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      timer = setTimeout(tick, TICK_MS - (serverNow() % TICK_MS));
    };
    const tick = () => {
      setNow(serverNow());
      wait();
    };
    wait();
    return () => clearTimeout(timer);
  }, []);
  return now;
}
