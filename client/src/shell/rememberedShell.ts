import { useEffect } from 'react';
import { browserStorage } from '@/lib/storage';

/** What index.html paints of the shell before the client has loaded. */
interface RememberedShell {
  /** Whose it is. */
  user: number;
  name: string;
  /** The organisation's own, if there is one. */
  logo: string | null;
  initials: string;
  /** Path and label of each entry. */
  menu: [string, string][];
}

/** Keeps how the shell looks for the next time this browser opens the client. */
export function useRememberedShell(shell: RememberedShell) {
  const text = JSON.stringify(shell);
  useEffect(() => browserStorage.set('tms.shell', text), [text]);
}
