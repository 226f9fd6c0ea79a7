import createClient, { type Middleware } from 'openapi-fetch';
import { noteServerDate } from '@/lib/serverClock';
import { problemOf, Unreachable } from './problem';
import type { paths } from './schema.gen';

/** What the API needs from the sign-in. Set once, by `auth/authStore.ts`: this module imports no feature. */
export const caller = {
  token: (): string | null => null,
  refused: (_token: string): void => undefined,
};

const bearer = (request: Request) => request.headers.get('Authorization')?.replace(/^Bearer /, '') ?? null;

const conventions: Middleware = {
  onRequest({ request }) {
    const token = caller.token();
    if (token && !request.headers.has('Authorization')) request.headers.set('Authorization', `Bearer ${token}`);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined;
    const token = bearer(request);
    if (response.status === 401 && token) caller.refused(token);
    throw await problemOf(response);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    return new Unreachable(error);
  },
};

async function timed(request: Request) {
  const sentAt = Date.now();
  const response = await fetch(request);
  noteServerDate(response.headers.get('Date'), sentAt);
  return response;
}

/**
 * The typed API. Calls resolve to `{data, response}`, or throw `ApiProblem` (the server refused) or `Unreachable`.
 * In a query, pass the `signal` on, so that requests are aborted when the user leaves the page.
 */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: timed });
api.use(conventions);

/** The data of a response, for callers who need nothing else. */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

/**
 * A key for `Idempotency-Key`: with one, a request that is sent twice is carried out once. The server has to keep its
 * response, so send one only where the same request may be repeated. (`crypto.randomUUID` is missing on plain HTTP.)
 */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The header for a change that must not overwrite anybody else's. */
export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` });
