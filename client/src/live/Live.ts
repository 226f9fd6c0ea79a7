import type { QueryClient } from '@tanstack/react-query';
import { browserStorage } from '@/lib/storage';
import { createStore } from '@/lib/store';
import type { LiveEvent } from './events';
import { LiveCache } from './LiveCache';
import { LiveSocket } from './LiveSocket';

/** What live data needs to know about the sign-in. */
export interface CredentialSource {
  token: () => string | null;
  refused: (token: string) => void;
  /** The server says that the user's role, or what it may see, has changed. */
  changed: () => void;
}

const NEWS_SETTLES_MS = 1000;

const addressOfSocket = () => `${location.origin.replace(/^http/, 'ws')}/ws`;

const keyOf = (userId: number) => `tms.position.${userId}`;

/**
 * This tab's live data: one socket for everything, the cache that it keeps current, and how current that is.
 * The position is stored per user, so that users who come back receive what has happened since.
 */
export class Live {
  readonly status = new StatusStore();
  readonly cache: LiveCache;
  #owner: CredentialSource;
  #socket: LiveSocket;
  #position: string | null = null;
  #events = createStore<LiveEvent | null>(null);
  #saving: ReturnType<typeof setTimeout> | undefined;
  #userId: number | null = null;
  #readings = 0;

  constructor(queries: QueryClient, owner: CredentialSource, address = addressOfSocket()) {
    this.#owner = owner;
    this.cache = new LiveCache(queries);
    this.#socket = new LiveSocket(address, {
      credentials: () => ({ token: owner.token(), since: this.#position }),
      onReady: (position, resumed) => this.#ready(position, resumed),
      onCaughtUp: (position) => this.#caughtUp(position),
      onEvent: (event) => this.#tell(event),
      onMark: (position) => this.#at(position),
      onResync: (reason, position) => this.#resync(reason, position),
      onLost: () => this.#lost(),
      onSignedOut: (token) => owner.refused(token),
    });
  }

  /** Starts when a user is signed in: from `position`, that of the first read, or from where an earlier visit left off. */
  start(userId: number, position: string | null) {
    if (this.#userId !== userId) this.#position = this.#kept(userId) ?? position;
    this.#userId = userId;
    this.status.set('catching_up');
    this.#socket.start();
  }

  /** Disconnects for a while; everything known is kept, and `start` continues from there. */
  pause() {
    this.#socket.stop();
  }

  /** Signs out: nothing of the user's data is kept. */
  stop() {
    this.#socket.stop();
    if (this.#userId !== null) browserStorage.remove(keyOf(this.#userId));
    this.#userId = null;
    this.#position = null;
    clearTimeout(this.#saving);
    this.cache.clear();
  }

  wake() {
    this.#socket.wake();
  }

  lose() {
    this.#socket.lose();
  }

  /** Subscribes to every event, including older ones that the server repeats after reconnecting. */
  subscribe(listener: (event: LiveEvent) => void) {
    return this.#events.subscribe((event) => event && listener(event));
  }

  #ready(position: string, resumed: boolean) {
    if (resumed) {
      // A response from exactly this position has to be recognised as one that lacks everything after it.
      if (this.#position) this.cache.history.note(this.#position, null);
      this.status.set('catching_up');
      return;
    }
    this.cache.history.clear();
    this.#at(position);
    this.#readAgain();
  }

  #caughtUp(position: string) {
    this.#at(position);
    this.status.set('live');
    this.cache.retryFailed();
  }

  #lost() {
    this.#readings += 1;
    this.status.set('offline');
  }

  #resync(reason: string, position: string | undefined) {
    if (position) this.#at(position);
    if (reason === 'role_changed') this.#owner.changed();
    this.#readAgain();
  }

  #readAgain() {
    this.status.set('catching_up');
    this.#readings += 1;
    const reading = this.#readings;
    void this.cache.readAgain().then(() => {
      if (reading === this.#readings && this.status.get().state === 'catching_up') this.status.set('live');
    });
  }

  #tell(event: LiveEvent) {
    this.cache.apply(event);
    this.#reached(event.position);
    this.#events.set(event);
  }

  /** A position without an event of its own. */
  #at(position: string) {
    this.cache.history.note(position, null);
    this.#reached(position);
  }

  #reached(position: string) {
    this.#position = position;
    if (this.status.get().state === 'live') this.status.set('live');
    this.#saving ??= setTimeout(() => this.#save(), NEWS_SETTLES_MS);
  }

  #kept(userId: number) {
    return browserStorage.get(keyOf(userId));
  }

  #save() {
    this.#saving = undefined;
    if (this.#userId !== null && this.#position) browserStorage.set(keyOf(this.#userId), this.#position);
  }
}

/** How current the screen is. `asOf`: when it last was current, in milliseconds since 1970; null if it never was. */
interface LiveStatus {
  state: 'live' | 'catching_up' | 'offline';
  asOf: number | null;
}

/** The connection status; listeners are only called for a new state, not for every new `asOf`. */
class StatusStore {
  #shown = createStore<LiveStatus>({ state: 'catching_up', asOf: null });
  #asOf: number | null = null;

  get = this.#shown.get;
  subscribe = this.#shown.subscribe;

  /** `asOf` advances while live, and stays the same otherwise. */
  set(state: LiveStatus['state'], now = Date.now()) {
    const before = this.#shown.get().state;
    if (state === 'live' || before === 'live') this.#asOf = now;
    if (state !== before) this.#shown.set({ state, asOf: this.#asOf });
  }
}
