import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';
import { type ApiProblem, mayPass } from '@/api/problem';
import { applyChanges, applyToEntry, upsertIntoEntry } from './applyEvent';
import type { Entities, EntityName, LiveRule, Page } from './cacheRules';
import { changesInOrder } from './eventEffects';
import { EventHistory } from './eventHistory';
import type { LiveEvent } from './events';

/** Many events in a row, such as a thousand imported people, cause a list to be refetched once, not a thousand times. */
const MIN_READ_INTERVAL_MS = 400;

/** The result of a request: the data, and the real-time position that it includes. */
export interface PositionedResponse<T> {
  data: T;
  position: string | null;
}

const RETRIED = [401, 429];

/** Whether reading again may succeed now: after an outage, a new sign-in or a pause. Other refusals are final. */
const mayBeReadNow = (error: unknown) =>
  error !== null && (mayPass(error) || RETRIED.includes((error as ApiProblem).status));

/** A query's rule is in its `meta`. */
export const ruleOf = (query: Query): LiveRule | undefined => query.meta?.live as LiveRule | undefined;

/** Keeps TanStack Query's cache as new as the socket's last message. */
export class LiveCache {
  readonly history = new EventHistory();
  #queries: QueryClient;
  #stale = new Map<string, QueryKey>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastRead = 0;

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  /** Applies an event: everything it affects is changed, or refetched soon. */
  apply(event: LiveEvent) {
    this.history.note(event.position, event);
    for (const query of this.#liveQueries()) {
      const before = { rule: ruleOf(query) as LiveRule, data: query.state.data as unknown, stale: false };
      const entry = applyToEntry(before, event);
      if (entry.data !== before.data) this.#keep(query, entry.data);
      if (entry.stale) this.#readSoon(query.queryKey);
    }
  }

  /** Applies the server's response to a change: as good as the event that will follow. */
  learn<N extends EntityName>(of: N, item: Entities[N]) {
    for (const query of this.#liveQueries()) {
      const entry = { rule: ruleOf(query) as LiveRule, data: query.state.data, stale: false };
      const { data } = upsertIntoEntry(entry, of, item);
      if (data !== entry.data) this.#keep(query, data);
    }
  }

  /** Shows a change before the server has confirmed it. Returns a function that rolls it back. */
  expect<N extends EntityName>(of: N, id: number, change: (item: Entities[N]) => Entities[N]): () => void {
    return this.#expect((query) => updateOptimistically(query, of, id, change));
  }

  /** The same for lists and their totals. `change` also gets the filters of the list. */
  expectInLists<N extends EntityName>(
    of: N,
    change: (page: Page<Entities[N]>, filters: object) => Page<Entities[N]>,
  ): () => void {
    return this.#expect((query) => {
      const rule = ruleOf(query);
      if (rule?.kind !== 'list' || rule.of !== of) return null;
      const before = query.state.data as Page<Entities[N]>;
      return { query, before, after: change(before, query.queryKey[2] as object) };
    });
  }

  #expect(update: (query: Query) => OptimisticUpdate | null) {
    const expected = this.#liveQueries().flatMap((query) => update(query) ?? []);
    for (const { query, after } of expected) this.#keep(query, after);
    // The cached data shares the parts that did not change, and is therefore another object.
    const kept = expected.map((each) => ({ ...each, after: each.query.state.data as unknown }));
    return () => this.#takeBack(kept);
  }

  /** Fetches, and applies the events received meanwhile, so that an older read never hides a newer event. */
  async read<T>(key: QueryKey, rule: LiveRule, ask: () => Promise<PositionedResponse<T>>): Promise<T> {
    const asked = this.history.length;
    const { data, position } = await ask();
    const missed = this.history.since(position, asked);
    let entry = { rule, data: data as unknown, stale: false };
    let isStale = !missed.isComplete;
    for (const [index, changes] of changesInOrder(missed.events).entries()) {
      entry = applyChanges({ ...entry, stale: false }, changes);
      isStale ||= entry.stale && missed.fresh.has(missed.events[index] as LiveEvent);
    }
    if (isStale) this.#readSoon(key);
    return entry.data as T;
  }

  /** Invalidates everything: refetches what is on the screen now, and the rest when it is shown. */
  async readAgain() {
    this.#stale.clear();
    await this.#queries.invalidateQueries({ predicate: (query) => ruleOf(query) !== undefined });
  }

  /** Refetches what could not be read while the server was unreachable or nobody was signed in. */
  retryFailed() {
    void this.#queries.refetchQueries({ type: 'active', predicate: ({ state }) => mayBeReadNow(state.error) });
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stale.clear();
    this.history.clear();
  }

  #liveQueries() {
    const all = this.#queries.getQueryCache().getAll();
    return all.filter((query) => ruleOf(query) !== undefined && query.state.data !== undefined);
  }

  /** If something newer has arrived meanwhile, the previous data is wrong as well, and is refetched. */
  #takeBack(expected: readonly OptimisticUpdate[]) {
    for (const { query, before, after } of expected) {
      if (query.state.data === after) this.#keep(query, before);
      else this.#readSoon(query.queryKey);
    }
  }

  #keep(query: Query, data: unknown) {
    const { dataUpdatedAt, isInvalidated } = query.state;
    this.#queries.setQueryData(query.queryKey, data, { updatedAt: dataUpdatedAt });
    // An event cannot repair a stale list.
    if (isInvalidated) query.invalidate();
  }

  #readSoon(key: QueryKey) {
    this.#stale.set(JSON.stringify(key), key);
    this.#timer ??= setTimeout(
      () => this.#readStale(),
      Math.max(0, this.#lastRead + MIN_READ_INTERVAL_MS - Date.now()),
    );
  }

  #readStale() {
    const keys = [...this.#stale.values()];
    this.#stale.clear();
    this.#timer = undefined;
    this.#lastRead = Date.now();
    for (const queryKey of keys) void this.#queries.invalidateQueries({ queryKey, exact: true });
  }
}

/** What a query showed before an optimistic change, and what it shows because of it. */
interface OptimisticUpdate {
  query: Query;
  before: unknown;
  after: unknown;
}

/**
 * The change to one query's data; null if it does not contain the entity. The version stays, so that whatever the
 * server sends next wins.
 */
function updateOptimistically<N extends EntityName>(
  query: Query,
  of: N,
  id: number,
  change: (item: Entities[N]) => Entities[N],
): OptimisticUpdate | null {
  const rule = query.meta?.live as LiveRule | undefined;
  const before: unknown = query.state.data;
  if (!rule || rule.kind === 'derived' || rule.of !== of) return null;
  if (rule.kind === 'item') return rule.id === id ? { query, before, after: change(before as Entities[N]) } : null;
  const page = before as Page<Entities[N]>;
  if (!page.items.some((item) => item.id === id)) return null;
  const items = page.items.map((item) => (item.id === id ? change(item) : item));
  return { query, before, after: { ...page, items } };
}
