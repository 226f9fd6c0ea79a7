import { useState } from 'react';

/** Whether it has ever been open. It then stays mounted, so that it can animate closing. */
export function useKeepMounted(isOpen: boolean): boolean {
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  return isOpen || wasOpen;
}
