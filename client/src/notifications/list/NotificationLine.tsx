import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId, useRef } from 'react';
import type { Notification } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { clockTime, dateTime, relativeTime } from '@/i18n/formatDates';
import { useLiveConnection } from '@/live/useLive';
import { kindOf } from '../kinds/kindOf';
import { markOneRead } from '../model/markRead';
import { useKinds } from '../model/useKinds';
import { detailsOf } from './details';
import classes from './NotificationLine.module.css';

interface Props {
  notification: Notification;
  /** Milliseconds since 1970. */
  now: number;
  /** The day is above it. */
  isInDay?: boolean;
}

/** One notification: what happened, what is different, and when. Choosing it leads to what it is about. */
export function NotificationLine({ notification, now, isInDay = false }: Props) {
  const { t } = useTranslation('notifications');
  const me = useMe();
  const live = useLiveConnection();
  const link = useRef<HTMLAnchorElement>(null);
  const id = useId();
  const path = usePathOf(notification);
  const kind = kindOf(useKinds(), notification.kind);
  const Icon = kind.icon;
  const { created_at, read_at } = notification;
  const read = () => markOneRead(live, notification);
  return (
    <li className={classes.line} data-unread={read_at === null || undefined}>
      <Icon size={20} stroke={1.7} aria-hidden />
      <div className={classes.words}>
        <Link ref={link} id={id} to={path as '/'} className={classes.link} preload={false} onClick={read}>
          {kind.sentence(notification, me)}
        </Link>
        {detailsOf(notification, kind, me).map(({ field, label, before, after }) => (
          <div key={field} className={classes.detail}>
            <span className={classes.label}>{label}</span>{' '}
            {before !== null && (
              <>
                <del>{before}</del>
                <VisuallyHidden>{` ${t('changed_to')} `}</VisuallyHidden>
                <span className={classes.arrow} aria-hidden>
                  {'→'}
                </span>
              </>
            )}
            <span>{after}</span>
          </div>
        ))}
        <time className={classes.when} dateTime={created_at} title={dateTime(created_at)}>
          {isInDay ? clockTime(created_at) : relativeTime(created_at, now)}
        </time>
      </div>
      {read_at === null && (
        <button
          type="button"
          className={classes.mark}
          aria-label={t('mark')}
          aria-describedby={id}
          title={t('mark')}
          onClick={() => {
            read();
            // The button goes.
            link.current?.focus();
          }}
        />
      )}
    </li>
  );
}

/** The path of what a notification is about. */
function usePathOf(notification: Notification): string {
  const me = useMe();
  const { seePeople } = usePermissions();
  const kind = kindOf(useKinds(), notification.kind);
  if (kind.pathOf) return kind.pathOf(notification, me);
  const { type, id } = notification.subject;
  if (type === 'session') return `/sessions/${id}`;
  return type === 'user' && seePeople ? `/users/${id}` : '/notifications';
}
