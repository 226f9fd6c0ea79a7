import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { Suspense, use, useCallback, useEffect, useRef } from 'react';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { noticeLoaders } from '@/feature/registry';
import { loadStrings, type Namespace, useTranslation } from '@/i18n';
import { useStore } from '@/lib/store';
import type { LiveEvent } from '@/live/events';
import { useLiveConnection, useLiveEvents } from '@/live/useLiveEvents';
import { lazyWithRetry, retryWhenBack } from '@/ui/chunks/lazyWithRetry';
import classes from './Bell.module.css';
import { type FeatureNotices, NoticeStore, noticePanel } from './NoticeStore';

const NoticePanel = lazyWithRetry(() => import('./NoticePanel'));
const MAX_SHOWN_COUNT = 99;

/** The bell in the top bar: the number of unread notifications, and the list. */
export default function Bell() {
  const { t } = useTranslation('notifications');
  const { sources, notices, markRead } = useNotices();
  const isOpen = useStore(noticePanel);
  const button = useRef<HTMLButtonElement>(null);
  const around = useRef<HTMLDivElement>(null);
  const path = useLocation({ select: ({ href }) => href });
  const unread = notices.filter(({ isRead }) => !isRead).length;
  const label = unread ? t('bell.unread', { count: unread }) : t('bell.none');

  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes on every navigation
  useEffect(() => noticePanel.set(false), [path]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const onPointer = ({ target }: PointerEvent) => around.current?.contains(target as Node) || noticePanel.set(false);
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [isOpen]);

  function close() {
    noticePanel.set(false);
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
        onClick={() => noticePanel.set(!isOpen)}
      >
        <IconBell size={20} aria-hidden />
        {unread > 0 && (
          <span className={classes.count}>{unread > MAX_SHOWN_COUNT ? `${MAX_SHOWN_COUNT}+` : unread}</span>
        )}
      </ActionIcon>
      <VisuallyHidden aria-live="polite">{unread > 0 && label}</VisuallyHidden>
      {isOpen && (
        <Suspense>
          <NoticePanel sources={sources} notices={notices} onRead={markRead} onClose={close} />
        </Suspense>
      )}
    </div>
  );
}

/** The features' sources of notices, with their strings; loaded once. */
const loadSources = memoize(() => retryWhenBack(readSources));

async function readSources(): Promise<FeatureNotices[]> {
  const loaded = noticeLoaders().map(async ({ id, load }) => {
    const [module] = await Promise.all([load(), loadStrings(id as Namespace)]);
    return { id, source: module.default };
  });
  return Promise.all(loaded);
}

function memoize<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

let current: { of: string; store: NoticeStore } | null = null;

/** Marks every notification as read. */
export const markAllRead = () => current?.store.markRead();

/** One store per tab; signing out clears it. */
function storeOf(me: User, sources: readonly FeatureNotices[]): NoticeStore {
  const of = `${me.id} ${me.role}`;
  if (current?.of !== of) current = { of, store: new NoticeStore(me, sources) };
  return current.store;
}

authStore.subscribe((signIn) => {
  if (signIn || !current) return;
  current.store.clear();
  current = null;
});

/** The signed-in user's notices; listens to events for as long as it is used. */
function useNotices() {
  const sources = use(loadSources());
  const me = useMe();
  const live = useLiveConnection();
  const store = storeOf(me, sources);
  const notices = useStore(store);
  useLiveEvents(useCallback((event: LiveEvent) => store.hear(event), [store]));
  useEffect(() => {
    // This chunk may have loaded after the first events.
    for (const event of live.cache.history.since(null, 0).events) store.hear(event);
    const controller = new AbortController();
    void store.prepare(controller.signal);
    return () => controller.abort();
  }, [store, live]);
  return { sources, notices, markRead: (id?: string) => store.markRead(id) };
}
