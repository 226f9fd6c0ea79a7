import { type ComponentType, lazy } from 'react';
import { text } from '@/i18n';
import { expectPart } from '@/lib/typeAhead';
import { toast } from '../feedback/toasts';
import { isMissingChunk, onRecovered, probe } from './chunkLoading';

type Module<T> = { default: T };

/**
 * Like React's `lazy`, for what opens over or inside a page: without a server it says so, leaves the page as it is,
 * and appears once the server is back. Meanwhile the fallback of the nearest `Suspense` is shown, and what is typed waits
 * for a field in it.
 */
// biome-ignore lint/suspicious/noExplicitAny: as in React's own lazy, for any props
export const lazyWithRetry = <T extends ComponentType<any>>(load: () => Promise<Module<T>>) =>
  lazy(() => {
    const loading = load();
    expectPart(loading);
    return retryWhenBack(load, toast, loading);
  });

/** Several parts may wait for the server at once; the user is told of it once. */
let hasToldAway = false;

/** Loads, and loads again when the server is back. Throws errors that a retry cannot fix. */
export async function retryWhenBack<T>(load: () => Promise<T>, tell = toast, first = load()): Promise<T> {
  for (let loading = first; ; loading = load()) {
    try {
      return await loading;
    } catch (error) {
      if (!isMissingChunk(error)) throw error;
      const found = await probe();
      if (found === 'same') return load();
      if (found !== 'away') return newerClient(tell);
      if (!hasToldAway) tell(text('core', 'page.chunk_away'));
      hasToldAway = true;
      await onRecovered();
      hasToldAway = false;
    }
  }
}

/** The chunk is gone for good: there is a newer client, which users get when they choose to reload. */
function newerClient(tell: typeof toast) {
  tell(text('core', 'page.newer'), { label: text('core', 'action.reload'), run: () => location.reload() });
  return new Promise<never>(() => undefined);
}
