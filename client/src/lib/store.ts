import { useSyncExternalStore } from 'react';

/** An observable value. */
export interface Store<T> {
  get: () => T;
  /** Replaces the value and calls all listeners in the order in which they subscribed. */
  set: (next: T) => void;
  /** Calls `listener` with every new value. Returns a function that unsubscribes. */
  subscribe: (listener: (value: T) => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The store's value; re-renders the component when it changes. */
export const useStore = <T>({ subscribe, get }: Pick<Store<T>, 'get' | 'subscribe'>): T =>
  useSyncExternalStore(subscribe, get);
