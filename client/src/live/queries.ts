import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Entities, EntityName, ItemRule, ListRule, LiveRule, Page } from './cacheRules';
import type { LiveCache, PositionedResponse } from './LiveCache';

const caches = new WeakMap<QueryClient, LiveCache>();

/** Tells queries which live cache keeps this query client current. */
export const registerLiveCache = (client: QueryClient, cache: LiveCache) => void caches.set(client, cache);

type Called<T> = Promise<{ data?: T; response: Response }>;

const positionOf = (response: Response) => response.headers.get('X-Event-Position');

async function answered<T, D>(
  call: Called<T>,
  shape: (data: T, response: Response) => D,
): Promise<PositionedResponse<D>> {
  const { data, response } = await call;
  return { data: shape(data as T, response), position: positionOf(response) };
}

function read<T>(
  client: QueryClient,
  key: readonly unknown[],
  rule: LiveRule,
  ask: () => Promise<PositionedResponse<T>>,
) {
  const cache = caches.get(client);
  return cache ? cache.read(key, rule, ask) : ask().then(({ data }) => data);
}

/** One entity by its id, kept current by events. `ask` sends the request: `(signal) => api.GET(…, { signal })`. */
export function liveItem<N extends EntityName>(of: N, id: number, ask: (signal: AbortSignal) => Called<Entities[N]>) {
  const rule: ItemRule = { kind: 'item', of, id };
  return queryOptions({
    queryKey: [of, 'item', id] as const,
    queryFn: ({ client, queryKey, signal }) =>
      read(client, queryKey, rule, () => answered(ask(signal), (data) => data)),
    meta: { live: rule },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What belongs in a list and in which order, if the client can tell; see `ListRule`. */
export interface ListLogic<N extends EntityName> {
  matches?: (item: Entities[N]) => boolean | undefined;
  compare?: (a: Entities[N], b: Entities[N]) => number;
}

/** A list, or a page of one, kept current by events. `filters` are the query parameters, and part of the key. */
export function liveList<N extends EntityName, F extends object>(
  of: N,
  filters: F,
  ask: (filters: F, signal: AbortSignal) => Called<Entities[N][]>,
  logic: ListLogic<N> = {},
) {
  const isFirst = !('cursor' in filters && filters.cursor) && !('skip' in filters && filters.skip);
  const rule = { kind: 'list', of, isFirst, ...logic } as ListRule;
  return queryOptions({
    queryKey: [of, 'list', filters] as const,
    queryFn: ({ client, queryKey, signal }): Promise<Page<Entities[N]>> =>
      read(client, queryKey, rule, () => answered(ask(filters, signal), pageOf)),
    meta: { live: rule },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Something the server computes, refetched when an event affects what it is computed from. */
export function liveDerived<T>(
  key: readonly [string, ...unknown[]],
  from: readonly EntityName[],
  ask: (signal: AbortSignal) => Called<T>,
) {
  const rule: LiveRule = { kind: 'derived', from };
  return queryOptions({
    queryKey: [...key, 'derived'] as const,
    queryFn: ({ client, queryKey, signal }) =>
      read(client, queryKey, rule, () => answered(ask(signal), (data) => data)),
    meta: { live: rule },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A list response: the rows, the total, and the cursor of the next page. */
export function pageOf<T>(items: T[], response: Response): Page<T> {
  const total = response.headers.get('X-Total-Count');
  const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('Link') ?? '')?.[1];
  return {
    items,
    total: total === null ? null : Number(total),
    next: next ? new URL(next, location.origin).searchParams.get('cursor') : null,
  };
}
