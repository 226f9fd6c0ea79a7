import { tabStorage } from '@/lib/storage';

/** The storage key for the newer client for which this tab has already reloaded automatically. */
const STORAGE_KEY = 'tms.reloaded';
const RETRY_DELAYS_MS = [1000, 2000, 4000, 8000];
const MISSING = 'MissingPart';

/** What the server has: nothing, the client that is running here, or a newer one. */
export type Found = 'away' | 'same' | { other: string };

const entryIn = (page: string) => /<script[^>]+type="module"[^>]+src="([^"]+)"/.exec(page)?.[1];
const ownEntry = () => document.querySelector('script[type=module][src]')?.getAttribute('src');

/** Requests the client's page from the server, bypassing every cache. */
export async function probe(): Promise<Found> {
  try {
    const answer = await fetch(import.meta.env.BASE_URL, { cache: 'no-store' });
    const entry = answer.ok ? entryIn(await answer.text()) : undefined;
    if (!entry) return 'away';
    return entry === ownEntry() ? 'same' : { other: entry };
  } catch {
    return 'away';
  }
}

/** Polls, with growing pauses, until the server is reachable. */
export async function onRecovered(signal?: AbortSignal): Promise<Exclude<Found, 'away'>> {
  for (let attempt = 0; ; attempt += 1) {
    const found = await probe();
    signal?.throwIfAborted();
    if (found !== 'away') return found;
    await pause(RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)] as number);
    signal?.throwIfAborted();
  }
}

/** A network that comes back ends the pause. */
function pause(ms: number) {
  return new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
  });
}

/** Whether an error means that a chunk could not be loaded. */
export const isMissingChunk = (error: unknown): error is Error => error instanceof Error && error.name === MISSING;

/** Reloads, unless this tab has already done so for the same reason without success. */
export function reloadOnce(why: string): boolean {
  if (tabStorage.get(STORAGE_KEY) === why) return false;
  tabStorage.set(STORAGE_KEY, why);
  location.reload();
  return true;
}

/**
 * From now on a chunk that cannot be loaded throws an error that `isMissingChunk` recognises. The router would
 * reload the page for it, which without a server ends on the browser's error page; so it gets another name and text.
 */
export function reportMissingChunks() {
  addEventListener('vite:preloadError', (event) => {
    const error = event.payload;
    const style = /^Unable to preload CSS for (\S+)/.exec(error.message)?.[1];
    if (style) {
      // Vite requests a style only once: it is loaded later, and the page does not wait for it.
      event.preventDefault();
      void onRecovered().then(() => restyle(style));
      return;
    }
    error.name = MISSING;
    error.message = `A part of the client is missing. ${error.message}`;
  });
}

function restyle(href: string) {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'stylesheet', href });
  document.head.append(link);
}
