import { useState } from 'react';

/** Whether it has ever been open: its code is loaded then, and it can close with grace and give the focus back. */
export function useKeepMounted(isOpen: boolean): boolean {
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  return isOpen || wasOpen;
}
