import { type ComponentType, lazy } from 'react';
import { text } from '@/i18n';
import { toast } from '../feedback/toasts';
import { isMissingChunk, onRecovered, probe } from './chunkLoading';

type Module<T> = { default: T };

/**
 * Like React's `lazy`, for what opens over or within a page: without a server it says so, leaves the page as it is,
 * and appears once the server is back. The fallback of the nearest `Suspense` stands there meanwhile.
 */
// biome-ignore lint/suspicious/noExplicitAny: as in React's own lazy, whatever the properties are
export const lazyWithRetry = <T extends ComponentType<any>>(load: () => Promise<Module<T>>) =>
  lazy(() => retryWhenBack(load));

/** Load, and where the server is away, load again when it is back. Raises what trying again does not mend. */
export async function retryWhenBack<T>(load: () => Promise<T>, tell = toast): Promise<T> {
  for (let hasToldAway = false; ; ) {
    try {
      return await load();
    } catch (error) {
      if (!isMissingChunk(error)) throw error;
      const found = await probe();
      if (found === 'same') return load();
      if (found !== 'away') return newerClient(tell);
      if (!hasToldAway) tell(text('core', 'page.chunk_away'));
      hasToldAway = true;
      await onRecovered();
    }
  }
}

/** The part is gone for good: there is another client, which the person gets when nothing typed is lost by it. */
function newerClient(tell: typeof toast) {
  tell(text('core', 'page.newer'), { label: text('core', 'action.reload'), run: () => location.reload() });
  return new Promise<never>(() => undefined);
}
