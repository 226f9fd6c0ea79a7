import { useEffect, useSyncExternalStore } from 'react';

let text: string | null = null;
const listeners = new Set<() => void>();

function become(next: string | null) {
  text = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** For a page about one thing: its name, in place of the route's general title in the breadcrumbs. */
export function useBreadcrumbTitle(name: string | undefined) {
  useEffect(() => {
    become(name ?? null);
    return () => become(null);
  }, [name]);
}

export const useCurrentBreadcrumbTitle = () => useSyncExternalStore(subscribe, () => text);
