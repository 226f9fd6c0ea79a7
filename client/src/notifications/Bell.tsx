import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from '@/i18n';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import classes from './Bell.module.css';
import { useNotices } from './useNotices';

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
