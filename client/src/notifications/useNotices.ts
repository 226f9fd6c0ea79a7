import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { api } from '@/api/client';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { useLiveConnection } from '@/live/context';
import type { LiveEvent } from '@/live/events';
import { useLiveEvents } from '@/live/useLive';
import { NoticeStore } from './NoticeStore';

const MOST_SESSIONS = 200;
const YESTERDAY_MS = 86_400_000;

let current: { of: string; store: NoticeStore } | null = null;

/** One store for the tab; whoever signs out leaves nothing behind. */
function storeOf(me: User): NoticeStore {
  const of = `${me.id} ${me.role}`;
  if (current?.of !== of) current = { of, store: new NoticeStore(me) };
  return current.store;
}

authStore.subscribe(() => {
  if (authStore.get() || !current) return;
  current.store.clear();
  current = null;
});

/** The notices of whoever is signed in; hears events for as long as it is used. */
export function useNotices() {
  const me = useMe();
  const live = useLiveConnection();
  const store = storeOf(me);
  const notices = useSyncExternalStore(store.subscribe, store.get);
  useLiveEvents(useCallback((event: LiveEvent) => store.hear(event), [store]));
  useEffect(() => {
    // This chunk may have come after the first events.
    for (const event of live.cache.history.since(null, 0).events) store.hear(event);
    if (me.role === 'admin') return undefined;
    const controller = new AbortController();
    void knowSessions(store, controller.signal);
    return () => controller.abort();
  }, [store, live, me.role]);
  return { notices, markRead: (id?: string) => store.markRead(id) };
}

/** What changes are compared with. Without it, notices say less, and that is all. */
async function knowSessions(store: NoticeStore, signal: AbortSignal) {
  const from = new Date(Date.now() - YESTERDAY_MS).toISOString();
  const query = { from, order: 'scheduled_date' as const, limit: MOST_SESSIONS, count: false };
  try {
    const { data } = await api.GET('/sessions/', { params: { query }, signal });
    if (data) store.knowAll(data);
  } catch {
    // The server is away: it is asked again at the next visit.
  }
}
