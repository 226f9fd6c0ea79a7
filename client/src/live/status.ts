import { createStore } from '@/lib/store';

/** How current the screen is. `asOf`: when it last was, in milliseconds since 1970; null before the first time. */
export interface LiveStatus {
  state: 'live' | 'catching_up' | 'offline';
  asOf: number | null;
}

/** The status of the connection; listeners hear only of a new state, not of every new `asOf`. */
export class StatusStore {
  #shown = createStore<LiveStatus>({ state: 'catching_up', asOf: null });
  #asOf: number | null = null;

  get = this.#shown.get;
  subscribe = this.#shown.subscribe;

  /** `asOf` moves on while live, and stands still otherwise. */
  set(state: LiveStatus['state'], now = Date.now()) {
    const before = this.#shown.get().state;
    if (state === 'live' || before === 'live') this.#asOf = now;
    if (state !== before) this.#shown.set({ state, asOf: this.#asOf });
  }
}
