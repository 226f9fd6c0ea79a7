import { caller } from '@/api/client';
import type { Role, User } from '@/api/types';
import { browserStorage, tabStorage } from '@/lib/storage';
import { createStore } from '@/lib/store';

/** Who is signed in, and with what token. `expiresAt` is in milliseconds since 1970. */
export interface StoredSignIn {
  token: string;
  user: User;
  expiresAt: number;
  /** The server no longer accepts the token: the user signs in again before anything else, and the page stays. */
  over?: EndReason | undefined;
}

type EndReason = 'ended' | 'expired';

/** Why the user is no longer signed in; the sign-in page explains it. */
export type SignOutReason = 'signed_out' | 'elsewhere' | EndReason;

const STORAGE_KEY = 'tms.sign-in';
/** A password change in another tab revokes this tab's token a moment before the new one arrives. */
const GRACE_MS = 1500;

const store = createStore<StoredSignIn | null>(null);
let signOutReason: SignOutReason | null = null;

function read(): StoredSignIn | null {
  try {
    const stored = JSON.parse(browserStorage.get(STORAGE_KEY) ?? 'null') as StoredSignIn | null;
    return stored && typeof stored.token === 'string' ? stored : null;
  } catch {
    return null;
  }
}

const isValid = (stored: StoredSignIn | null) => stored !== null && !stored.over && stored.expiresAt > Date.now();

function save(next: StoredSignIn) {
  browserStorage.set(STORAGE_KEY, JSON.stringify(next));
  store.set(next);
}

/**
 * This browser's sign-in: kept in local storage and shared by all tabs. React reads it through `useAuth`;
 * the API client and the socket read it here.
 */
export const authStore = {
  get: store.get,
  subscribe: store.subscribe,
  signOutReason: () => signOutReason,

  token() {
    const current = store.get();
    return current && !current.over ? current.token : null;
  },

  /** Stores a sign-in or a new token. */
  set(next: StoredSignIn) {
    signOutReason = null;
    save(next);
  },

  /** Updates the user from the server. A version older than the known one is ignored. */
  setUser(user: User) {
    const current = store.get();
    if (current?.user.id !== user.id || user.version < current.user.version) return;
    if (JSON.stringify(user) !== JSON.stringify(current.user)) this.set({ ...current, user });
  },

  clear(why: SignOutReason) {
    if (!store.get()) return;
    signOutReason = why;
    browserStorage.remove(STORAGE_KEY);
    // Unfinished drafts and what they looked at last are for the same user, not for the next one.
    if (why === 'signed_out') {
      for (const key of tabStorage.keys()) if (key.startsWith('tms.draft')) tabStorage.remove(key);
      for (const key of browserStorage.keys()) if (/^tms\.(recent|shell)/.test(key)) browserStorage.remove(key);
    }
    store.set(null);
  },

  /** The server no longer accepts this token. Unless a newer one arrives within moments, the sign-in has ended. */
  refused(token: string) {
    setTimeout(() => {
      const current = store.get();
      if (current?.token !== token || current.over) return;
      save({ ...current, over: current.expiresAt <= Date.now() ? 'expired' : 'ended' });
    }, GRACE_MS);
  },

  /** Starts: restores the stored sign-in, and follows the other tabs. */
  start() {
    const restored = read();
    store.set(isValid(restored) ? restored : null);
    caller.token = this.token;
    caller.refused = (token) => this.refused(token);
    addEventListener('storage', (event) => {
      if (event.key !== STORAGE_KEY && event.key !== null) return;
      const stored = read();
      const current = store.get();
      if (isValid(stored) || (stored?.over && stored.user.id === current?.user.id)) return store.set(stored);
      if (current) signOutReason = 'elsewhere';
      store.set(null);
    });
  },
};

export const hasRole = (user: User, roles: readonly Role[] | undefined) => !roles || roles.includes(user.role);
