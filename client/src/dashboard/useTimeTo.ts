import { useEffect, useState } from 'react';
import { nextTick } from './countdown';

/** How many milliseconds are left until an instant, less than none after it. Each second only when it is near. */
export function useTimeTo(instant: string): number {
  const at = Date.parse(instant);
  const [now, setNow] = useState(() => Date.now());
  // biome-ignore lint/correctness/useExhaustiveDependencies: every tick sets the next
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), nextTick(at - Date.now()));
    return () => clearTimeout(timer);
  }, [at, now]);
  return at - now;
}
