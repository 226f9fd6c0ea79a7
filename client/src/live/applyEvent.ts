import type { DerivedRule, Entities, EntityName, ItemRule, ListRule, LiveRule, Page } from './cacheRules';
import { changesOf, type EntityChange } from './eventEffects';
import type { LiveEvent } from './events';

/** One response in the cache. `stale`: events alone cannot keep it current; it has to be refetched. */
export interface CacheEntry {
  rule: LiveRule;
  data: unknown;
  stale: boolean;
}

type Item = Entities[EntityName];
type Outcome = Pick<CacheEntry, 'data' | 'stale'>;

const isOlder = (incoming: Item, known: Item) =>
  'version' in incoming && 'version' in known && incoming.version < known.version;

/**
 * One entry of the cache after an event. Pure; applying an event twice, or one that a response already includes, changes
 * nothing. An entry that an event does not touch stays the very same object.
 */
export const applyToEntry = (entry: CacheEntry, event: LiveEvent) => applyChanges(entry, changesOf(event));

/** The same, with what the event changes. */
export function applyChanges(entry: CacheEntry, changes: readonly EntityChange[]): CacheEntry {
  let { data, stale } = entry;
  for (const change of changes) {
    const outcome = applyChange(entry.rule, data, change);
    data = outcome.data;
    stale ||= outcome.stale;
  }
  return data === entry.data && stale === entry.stale ? entry : { rule: entry.rule, data, stale };
}

/** One entry after the server has returned the new state of an entity. */
export function upsertIntoEntry(entry: CacheEntry, of: EntityName, upsert: Item): CacheEntry {
  return { ...entry, ...applyChange(entry.rule, entry.data, { of, upsert }) };
}

function applyChange(rule: LiveRule, data: unknown, change: EntityChange): Outcome {
  if (data === undefined) return { data, stale: false };
  if (rule.kind === 'derived') return { data, stale: touches(rule, change) };
  if (rule.of !== change.of) return { data, stale: false };
  return rule.kind === 'item' ? applyToItem(rule, data as Item, change) : applyToList(rule, data as Page<Item>, change);
}

const touches = (rule: DerivedRule, change: EntityChange) =>
  rule.from.includes(change.of) && change.rewrite === undefined;

/** An entity in the state of a change. A patch builds on the version before: without that, it has to be refetched. */
function rewritten(item: Item, { patch, rewrite }: EntityChange): Outcome {
  if (!patch) return { data: rewrite?.(item) ?? item, stale: false };
  const behind = patch.id === item.id && 'version' in item ? patch.version - item.version : 0;
  return { data: behind === 1 ? patch.apply(item) : item, stale: behind > 1 };
}

function applyToItem(rule: ItemRule, item: Item, change: EntityChange): Outcome {
  // A deleted entity stays on the screen, greyed out by its page, until the server itself says so.
  if (change.removes?.(item)) return { data: item, stale: true };
  const { upsert } = change;
  if (upsert && upsert.id === rule.id && !isOlder(upsert, item)) return { data: upsert, stale: false };
  return rewritten(item, change);
}

function applyToList(rule: ListRule, page: Page<Item>, change: EntityChange): Outcome {
  if (change.upsert) return upsertInList(rule, page, change.upsert);
  if (change.removes) return removeFromList(rule, page, change.removes);
  if (change.added) return { data: page, stale: true };
  const outcomes = page.items.map((item) => rewritten(item, change));
  const items = outcomes.map(({ data }) => data);
  const isSame = items.every((item, i) => item === page.items[i]);
  return { data: isSame ? page : { ...page, items }, stale: outcomes.some(({ stale }) => stale) };
}

/** Whether the page is the whole list, so that nothing can move into it from another page. */
const isWhole = (rule: ListRule, page: Page<Item>) =>
  rule.isFirst && page.next === null && (page.total === null || page.total === page.items.length);

function upsertInList(rule: ListRule, page: Page<Item>, item: Item): Outcome {
  const known = page.items.find(({ id }) => id === item.id);
  if (known && isOlder(item, known)) return { data: page, stale: false };
  const belongs = matches(rule, item);
  const keepsItself = isWhole(rule, page) && rule.compare !== undefined && belongs !== undefined;
  if (known && belongs === false) return removeFromList(rule, page, ({ id }) => id === item.id);
  if (known) {
    const replaced = page.items.map((each) => (each.id === item.id ? item : each));
    const items = keepsItself ? replaced.toSorted(comparing(rule)) : replaced;
    return { data: { ...page, items }, stale: !keepsItself };
  }
  if (belongs === false) return { data: page, stale: false };
  if (!keepsItself) return { data: page, stale: true };
  const items = [...page.items, item].toSorted(comparing(rule));
  return { data: { ...page, items, total: plus(page.total, 1) }, stale: false };
}

function removeFromList(rule: ListRule, page: Page<Item>, removes: (item: Item) => boolean): Outcome {
  const items = page.items.filter((item) => !removes(item));
  const gone = page.items.length - items.length;
  if (isWhole(rule, page)) {
    return { data: gone ? { ...page, items, total: plus(page.total, -gone) } : page, stale: false };
  }
  // It may have been on another page: then the total decreases, and rows move up.
  return { data: gone ? { ...page, items, total: plus(page.total, -gone) } : page, stale: true };
}

const matches = (rule: ListRule, item: Item) =>
  rule.matches ? (rule.matches as (item: Item) => boolean | undefined)(item) : undefined;
const comparing = (rule: ListRule) => rule.compare as (a: Item, b: Item) => number;
const plus = (total: number | null, n: number) => (total === null ? null : Math.max(0, total + n));
