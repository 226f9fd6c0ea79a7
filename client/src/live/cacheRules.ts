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

/** One thing by its id. */
export interface ItemRule<N extends EntityName = EntityName> {
  kind: 'item';
  of: N;
  id: number;
}

/**
 * Several things. With `matches` (does it belong in this list? undefined: only the server knows) and `compare` (in
 * which order) a list that was read whole is kept by events alone; otherwise it is read again when events touch it.
 */
export interface ListRule<N extends EntityName = EntityName> {
  kind: 'list';
  of: N;
  matches?: ((item: Entities[N]) => boolean | undefined) | undefined;
  compare?: ((a: Entities[N], b: Entities[N]) => number) | undefined;
  /** This is the first page. Only such a page can be the whole list. */
  isFirst: boolean;
}

/** Anything that is computed by the server from these: counts, charts. Read again when one of them changes. */
export interface DerivedRule {
  kind: 'derived';
  from: readonly EntityName[];
}

export type LiveRule = ItemRule | ListRule | DerivedRule;
