import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isMissingChunk, probe, reloadOnce, reportMissingChunks } from './chunkLoading';
import { retryWhenBack } from './lazyWithRetry';

const page = (entry: string) => `<html><script type="module" crossorigin src="${entry}"></script></html>`;
const answers = vi.fn<() => Promise<Response>>();
const handsOut = (entry: string) => answers.mockImplementation(async () => new Response(page(entry)));
const reload = vi.fn();

beforeEach(() => {
  document.head.innerHTML = '<script type="module" src="/app/assets/index-1.js"></script>';
  vi.stubGlobal('fetch', answers);
  vi.stubGlobal('location', { reload });
  sessionStorage.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  vi.clearAllMocks();
  document.head.innerHTML = '';
});

const missing = () => Object.assign(new Error('gone'), { name: 'MissingPart' });

test('the server hands out this client, another one, or nothing', async () => {
  handsOut('/app/assets/index-1.js');
  expect(await probe()).toBe('same');
  handsOut('/app/assets/index-2.js');
  expect(await probe()).toEqual({ other: '/app/assets/index-2.js' });
  answers.mockRejectedValue(new TypeError('Failed to fetch'));
  expect(await probe()).toBe('away');
  answers.mockResolvedValue(new Response('', { status: 503 }));
  expect(await probe()).toBe('away');
  answers.mockResolvedValue(new Response('<p>Please sign in to this network</p>'));
  expect(await probe()).toBe('away');
});

test('a tab reloads by itself once for the same reason', () => {
  expect([reloadOnce('index-2'), reloadOnce('index-2'), reloadOnce('index-3')]).toEqual([true, false, true]);
  expect(reload).toHaveBeenCalledTimes(2);
});

test('a part that the browser could not fetch is known by its name; other errors stay what they are', () => {
  reportMissingChunks();
  const error = new TypeError('Failed to fetch dynamically imported module: /app/assets/Help-1.js');
  dispatchEvent(Object.assign(new Event('vite:preloadError', { cancelable: true }), { payload: error }));
  expect(isMissingChunk(error)).toBe(true);
  expect(error.message).not.toMatch(/^Failed to fetch/); // for which the router would reload the page
  expect(isMissingChunk(new TypeError('x is not a function'))).toBe(false);
});

test('what cannot be fetched is told once, and fetched when the server is back', async () => {
  vi.useFakeTimers();
  const tell = vi.fn();
  const load = vi.fn().mockRejectedValueOnce(missing()).mockRejectedValueOnce(missing()).mockResolvedValue('part');
  answers.mockRejectedValue(new TypeError('Failed to fetch'));
  const part = retryWhenBack(load, tell);
  const other = retryWhenBack(vi.fn().mockRejectedValueOnce(missing()).mockResolvedValue('other'), tell);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(load).toHaveBeenCalledTimes(1);
  handsOut('/app/assets/index-1.js');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await Promise.all([part, other])).toEqual(['part', 'other']);
  expect(tell).toHaveBeenCalledTimes(1);
});

test('where the client has been replaced, the person is offered to reload, and nothing reloads by itself', async () => {
  const tell = vi.fn();
  handsOut('/app/assets/index-2.js');
  void retryWhenBack(vi.fn().mockRejectedValue(missing()), tell);
  await vi.waitFor(() => expect(tell).toHaveBeenCalled());
  expect(reload).not.toHaveBeenCalled();
  tell.mock.calls[0]?.[1].run();
  expect(reload).toHaveBeenCalledTimes(1);
});

test('an error in the part itself is not tried again', async () => {
  const load = vi.fn().mockRejectedValue(new TypeError('x is not a function'));
  await expect(retryWhenBack(load, vi.fn())).rejects.toThrow('x is not');
  expect(load).toHaveBeenCalledTimes(1);
});
