import { ActionIcon, Button } from '@mantine/core';
import { IconBellCheck, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import type { Notification } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useNow } from '@/lib/useNow';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AnchorLink } from '@/ui/layout/links';
import { NotificationLine } from '../list/NotificationLine';
import { latestQuery, unreadQuery } from '../model/queries';
import { isWithin, type Missed, useMissed } from '../model/useMissed';
import classes from './Bell.module.css';

interface Props {
  onReadAll: () => void;
  onClose: () => void;
}

/** The latest notifications, below the bell; after an absence, what was missed stands apart. */
export default function NotificationPanel({ onReadAll, onClose }: Props) {
  const { t } = useTranslation('notifications');
  const heading = useRef<HTMLHeadingElement>(null);
  const latest = useQuery(latestQuery());
  const unread = useQuery(unreadQuery()).data?.total ?? 0;
  const missed = useMissed();
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <div
      role="dialog"
      aria-labelledby="notifications-title"
      className={classes.panel}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <div className={classes.top}>
        <h2 id="notifications-title" ref={heading} tabIndex={-1} className={classes.title}>
          {t('title')}
        </h2>
        {unread > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              onReadAll();
              // The button goes.
              heading.current?.focus();
            }}
          >
            {t('mark_all')}
          </Button>
        )}
        <ActionIcon
          component={Link}
          to="/account"
          hash="notifications"
          variant="subtle"
          className={classes.bell}
          aria-label={t('settings')}
          title={t('settings')}
        >
          <IconSettings size={18} aria-hidden />
        </ActionIcon>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only listens to keys of the links in it */}
      <div className={classes.body} onKeyDown={moveFocus}>
        <QueryBoundary query={latest} skeleton={<LinesSkeleton lines={4} height={64} />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon={IconBellCheck} title={t('nothing.title')} text={t('nothing.text')} />
            ) : (
              <Groups items={items} missed={missed} />
            )
          }
        </QueryBoundary>
      </div>
      <div className={classes.foot}>
        <AnchorLink to="/notifications" size="sm">
          {t('see_all')}
        </AnchorLink>
      </div>
    </div>
  );
}

/** The arrow keys move between the notifications. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const lines = [...event.currentTarget.querySelectorAll('li')];
  const at = lines.findIndex((line) => line.contains(event.target as Node));
  lines[Math.max(0, at + by)]?.querySelector('a')?.focus();
}

/** The notifications, with headings only where something was missed. */
function Groups({ items, missed }: { items: readonly Notification[]; missed: Missed | null }) {
  const { t } = useTranslation('notifications');
  const now = useNow();
  const groups = missed
    ? [
        { title: t('away.newer'), items: items.filter((each) => Date.parse(each.created_at) > missed.until) },
        { title: t('away.title'), items: items.filter((each) => isWithin(missed, each)) },
        { title: t('away.earlier'), items: items.filter((each) => Date.parse(each.created_at) < missed.from) },
      ]
    : [{ title: '', items }];
  return groups.map(
    (group) =>
      group.items.length > 0 && (
        <section key={group.title} aria-label={group.title || undefined}>
          {group.title && <h3 className={classes.group}>{group.title}</h3>}
          <ul className={classes.list}>
            {group.items.map((each) => (
              <NotificationLine key={each.id} notification={each} now={now} />
            ))}
          </ul>
        </section>
      ),
  );
}
