import { useQuery } from '@tanstack/react-query';
import type { Notification } from '@/api/types';
import { useStore } from '@/lib/store';
import { useNow } from '@/lib/useNow';
import { kindOf } from '../kinds/kindOf';
import { notificationsQuery } from './queries';
import { useKinds } from './useKinds';
import { type Absence, absence } from './visits';

const MAX_READ = 100;

/** What somebody missed, newest first. */
export interface Missed extends Absence {
  items: readonly Notification[];
  /** There is more, further back. */
  isMore: boolean;
}

/** What the user was told while they were away and has not read; null if there is nothing, or as long as it is not known. */
export function useMissed(): Missed | null {
  const kinds = useKinds();
  const now = useNow();
  const away = useStore(absence);
  const { data } = useQuery({ ...notificationsQuery({ unread: true, limit: MAX_READ }), enabled: away !== null });
  const items = away && data ? data.items.filter((each) => isWithin(away, each)) : null;
  if (!away || !items) return null;
  const stillOfUse = items.filter((each) => !kindOf(kinds, each.kind).isOver?.(each, now));
  const isMore = data?.next != null && items.length === data.items.length;
  return stillOfUse.length > 0 ? { ...away, items: stillOfUse, isMore } : null;
}

export function isWithin({ from, until }: Absence, { created_at }: Notification) {
  const at = Date.parse(created_at);
  return at >= from && at <= until;
}
