/**
 * What the cache may hold, by the name that query keys begin with. A feature adds its own:
 * `declare module '@/live/cacheRules' { interface Entities { users: User } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: features fill it in
export interface Entities {}

export type EntityName = keyof Entities;

/** One page of a list. `next` is the cursor of the page after it, null on the last one. */
export interface Page<T> {
  items: readonly T[];
  total: number | null;
  next: string | null;
}

/** One entity by its id. */
export interface ItemRule<N extends EntityName = EntityName> {
  kind: 'item';
  of: N;
  id: number;
}

/**
 * A list. With `matches` (does it belong in this list? undefined: only the server knows) and `compare` (the
 * order), a list that was read completely is kept current by events alone; otherwise it is refetched when events affect it.
 */
export interface ListRule<N extends EntityName = EntityName> {
  kind: 'list';
  of: N;
  matches?: ((item: Entities[N]) => boolean | undefined) | undefined;
  compare?: ((a: Entities[N], b: Entities[N]) => number) | undefined;
  /** This is the first page. Only a first page can be the whole list. */
  isFirst: boolean;
}

/** Anything the server computes from these, such as counts and charts. Refetched when one of them changes. */
export interface DerivedRule {
  kind: 'derived';
  from: readonly EntityName[];
}

export type LiveRule = ItemRule | ListRule | DerivedRule;
