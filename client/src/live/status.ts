/** How current the screen is. `asOf`: when it last was, in milliseconds since 1970; null before the first time. */
export interface LiveStatus {
  state: 'live' | 'catching_up' | 'offline';
  asOf: number | null;
}

/** Where the status is kept, for React's `useSyncExternalStore`. */
export class StatusStore {
  #status: LiveStatus = { state: 'catching_up', asOf: null };
  #listeners = new Set<() => void>();

  get = () => this.#status;

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** `asOf` follows while live, and stands still otherwise. */
  become(state: LiveStatus['state'], now = Date.now()) {
    const asOf = state === 'live' || this.#status.state === 'live' ? now : this.#status.asOf;
    if (state === this.#status.state && state !== 'live') return;
    const isNews = state !== this.#status.state;
    this.#status = { state, asOf };
    if (isNews) for (const listener of this.#listeners) listener();
  }
}
