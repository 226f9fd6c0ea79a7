import type { Query } from '@tanstack/react-query';
import type { Entities, EntityName, LiveRule, Page } from './cacheRules';

/** What a query showed before an optimistic change, and what it shows because of it. */
export interface OptimisticUpdate {
  query: Query;
  before: unknown;
  after: unknown;
}

/**
 * The change in one query's data; null where it does not hold the thing. The version stays, so that whatever the
 * server says next wins.
 */
export function updateOptimistically<N extends EntityName>(
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
