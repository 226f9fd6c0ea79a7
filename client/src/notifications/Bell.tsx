import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { api } from '@/api/client';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { useTranslation } from '@/i18n';
import type { LiveEvent } from '@/live/events';
import { useLiveConnection, useLiveEvents } from '@/live/useLiveEvents';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import classes from './Bell.module.css';
import { NoticeStore } from './NoticeStore';

const NoticePanel = lazyWithRetry(() => import('./NoticePanel'));
const MOST = 99;

/** The bell in the bar: how much there is that one has not read, and the list of it. */
export default function Bell() {
  const { t } = useTranslation('notifications');
  const { notices, markRead } = useNotices();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const around = useRef<HTMLDivElement>(null);
  const path = useLocation({ select: ({ href }) => href });
  const unread = notices.filter(({ isRead }) => !isRead).length;
  const label = unread ? t('bell.unread', { count: unread }) : t('bell.none');

  // biome-ignore lint/correctness/useExhaustiveDependencies: wherever one goes, it closes
  useEffect(() => setOpen(false), [path]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const onPointer = ({ target }: PointerEvent) => around.current?.contains(target as Node) || setOpen(false);
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [isOpen]);

  function close() {
    setOpen(false);
    button.current?.focus();
  }
  return (
    <div ref={around} className={classes.around}>
      <ActionIcon
        ref={button}
        variant="subtle"
        size="lg"
        className={classes.bell}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <IconBell size={20} aria-hidden />
        {unread > 0 && <span className={classes.count}>{unread > MOST ? `${MOST}+` : unread}</span>}
      </ActionIcon>
      <VisuallyHidden aria-live="polite">{unread > 0 && label}</VisuallyHidden>
      {isOpen && (
        <Suspense>
          <NoticePanel notices={notices} onRead={markRead} onClose={close} />
        </Suspense>
      )}
    </div>
  );
}

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
function useNotices() {
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
