import { useState } from 'react';

/** Whether it has ever been open. It then stays mounted, so that it can animate closing and return the focus. */
export function useKeepMounted(isOpen: boolean): boolean {
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  return isOpen || wasOpen;
}
