import { useEffect } from 'react';
import { createStore, useStore } from '@/lib/store';

const title = createStore<string | null>(null);

/** For a page about one entity: shows its name in the breadcrumbs instead of the route's title. */
export function useBreadcrumbTitle(name: string | undefined) {
  useEffect(() => {
    title.set(name ?? null);
    return () => title.set(null);
  }, [name]);
}

export const useCurrentBreadcrumbTitle = () => useStore(title);
