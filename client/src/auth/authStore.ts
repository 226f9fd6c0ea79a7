import { caller } from '@/api/client';
import type { Role, User } from '@/api/types';

/** Who is signed in, and with what token. `expiresAt` is in milliseconds since 1970. */
export interface StoredSignIn {
  token: string;
  user: User;
  expiresAt: number;
  /** The server no longer takes the token: the person signs in again before anything else, and their page stays. */
  over?: EndReason | undefined;
}

type EndReason = 'ended' | 'expired';

/** Why somebody is no longer signed in; the sign-in page explains it. */
export type SignOutReason = 'signed_out' | 'elsewhere' | EndReason;

const KEY = 'tms.sign-in';
/** A password changed in another tab ends this tab's token a moment before the new one arrives. */
const GRACE_MS = 1500;

let current: StoredSignIn | null = null;
let farewell: SignOutReason | null = null;
const listeners = new Set<() => void>();

function read(): StoredSignIn | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as StoredSignIn | null;
    return kept && typeof kept.token === 'string' ? kept : null;
  } catch {
    return null;
  }
}

const holds = (kept: StoredSignIn | null) => kept !== null && !kept.over && kept.expiresAt > Date.now();

function become(next: StoredSignIn | null) {
  current = next;
  for (const listener of listeners) listener();
}

function keep(next: StoredSignIn) {
  localStorage.setItem(KEY, JSON.stringify(next));
  become(next);
}

/**
 * The sign-in of this browser: kept in local storage, shared by all its tabs. React sees it through `useAuth`;
 * the API client and the socket read it here.
 */
export const authStore = {
  get: () => current,
  token: () => (current && !current.over ? current.token : null),
  farewell: () => farewell,

  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },

  /** Somebody has signed in, or has a new token. */
  set(next: StoredSignIn) {
    farewell = null;
    keep(next);
  },

  /** The server's word on who it is. An older version than the one known is ignored. */
  setUser(user: User) {
    if (current?.user.id !== user.id || user.version < current.user.version) return;
    if (JSON.stringify(user) !== JSON.stringify(current.user)) this.set({ ...current, user });
  },

  clear(why: SignOutReason) {
    if (!current) return;
    farewell = why;
    localStorage.removeItem(KEY);
    // Unfinished drafts are for whoever comes back, and not for whoever comes next.
    if (why === 'signed_out') {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith('tms.draft')) sessionStorage.removeItem(key);
    }
    become(null);
  },

  /** The server no longer takes this token. Unless a newer one arrives within moments, the sign-in is over. */
  refused(token: string) {
    setTimeout(() => {
      if (current?.token !== token || current.over) return;
      keep({ ...current, over: current.expiresAt <= Date.now() ? 'expired' : 'ended' });
    }, GRACE_MS);
  },

  /** Begin: restore what was kept, and follow what other tabs do. */
  start() {
    const restored = read();
    become(holds(restored) ? restored : null);
    caller.token = this.token;
    caller.refused = (token) => this.refused(token);
    addEventListener('storage', (event) => {
      if (event.key !== KEY && event.key !== null) return;
      const kept = read();
      if (holds(kept) || (kept?.over && kept.user.id === current?.user.id)) return become(kept);
      if (current) farewell = 'elsewhere';
      become(null);
    });
  },
};

/** The landing place of a role's own menu; also what a page that is not for them offers. */
export const HOME_PATH = '/';

export const hasRole = (user: User, roles: readonly Role[] | undefined) => !roles || roles.includes(user.role);
