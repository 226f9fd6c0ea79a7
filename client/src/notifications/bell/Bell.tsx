import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { useStore } from '@/lib/store';
import { useLiveConnection } from '@/live/useLive';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { markAllRead } from '../model/markRead';
import { isPanelOpen, readAll } from '../model/panel';
import { unreadQuery } from '../model/queries';
import { watchVisits } from '../model/visits';
import classes from './Bell.module.css';

const loadPanel = () => import('./NotificationPanel');
const NotificationPanel = lazyWithRetry(loadPanel);
const MAX_SHOWN_COUNT = 99;

/** The bell in the top bar: the number of unread notifications, and the latest ones. */
export default function Bell() {
  const { t } = useTranslation('notifications');
  const { id } = useMe();
  const live = useLiveConnection();
  const queries = useQueryClient();
  const unread = useQuery(unreadQuery()).data?.total ?? 0;
  const isOpen = useStore(isPanelOpen);
  const button = useRef<HTMLButtonElement>(null);
  const around = useRef<HTMLDivElement>(null);
  const path = useLocation({ select: ({ href }) => href });
  const isMany = unread > MAX_SHOWN_COUNT;
  const label = isMany ? t('bell.many') : unread ? t('bell.unread', { count: unread }) : t('bell.none');

  useEffect(() => watchVisits(id), [id]);
  useEffect(() => {
    // It also opens while the server is unreachable.
    void loadPanel().catch(() => undefined);
  }, []);
  useEffect(() => {
    readAll.set(() => void markAllRead(live, queries));
    return () => readAll.set(() => undefined);
  }, [live, queries]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes on every navigation
  useEffect(() => isPanelOpen.set(false), [path]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const onPointer = ({ target }: PointerEvent) => around.current?.contains(target as Node) || isPanelOpen.set(false);
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [isOpen]);

  function close() {
    isPanelOpen.set(false);
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
        onClick={() => isPanelOpen.set(!isOpen)}
      >
        <IconBell size={20} aria-hidden />
        {unread > 0 && (
          <span className={classes.count} data-many={isMany || undefined}>
            {isMany ? `${MAX_SHOWN_COUNT}+` : unread}
          </span>
        )}
      </ActionIcon>
      <VisuallyHidden aria-live="polite">{unread > 0 && label}</VisuallyHidden>
      {isOpen && (
        <Suspense>
          <NotificationPanel onReadAll={readAll.get()} onClose={close} />
        </Suspense>
      )}
    </div>
  );
}
