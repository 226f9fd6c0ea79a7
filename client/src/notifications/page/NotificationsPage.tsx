import { Button } from '@mantine/core';
import { IconBellCheck, IconSettings } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Notification } from '@/api/types';
import { i18n, useTranslation } from '@/i18n';
import { capitalised, longDate, viewerZone } from '@/i18n/formatDates';
import { useStore } from '@/lib/store';
import { useNow } from '@/lib/useNow';
import { daysAfter, wallClock } from '@/lib/wallClock';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { Segmented } from '@/ui/fields/Segmented';
import { ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import { Pager } from '@/ui/layout/Pager';
import { NotificationLine } from '../list/NotificationLine';
import { groupBy } from '../model/groupBy';
import { readAll } from '../model/panel';
import { notificationsQuery, unreadQuery } from '../model/queries';
import type { NotificationSearch } from '../model/search';
import { useKinds } from '../model/useKinds';
import classes from './NotificationsPage.module.css';

const PAGE_SIZE = 50;

const filtersOf = ({ unread, page = 1 }: NotificationSearch) => ({
  ...(unread && { unread }),
  skip: (page - 1) * PAGE_SIZE,
  limit: PAGE_SIZE,
});

/** Everything the user was told within 90 days, day by day, or what of it is unread. */
export default function NotificationsPage() {
  const { t } = useTranslation('notifications');
  // Waited for here: the first line would otherwise take away the page, which is on the screen by then.
  useKinds();
  const search = useSearch({ from: '/_app/notifications' });
  const navigate = useNavigate({ from: '/notifications' });
  const found = useQuery({ ...notificationsQuery(filtersOf(search)), placeholderData: keepPreviousData });
  const unread = useQuery(unreadQuery()).data?.total ?? 0;
  const markAll = useStore(readAll);
  const isFiltered = search.unread ?? false;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <Button
          variant="default"
          disabled={unread === 0}
          leftSection={<IconBellCheck size={18} aria-hidden />}
          onClick={markAll}
        >
          {t('mark_all')}
        </Button>
        <ButtonLink
          to="/account"
          hash="notifications"
          variant="default"
          leftSection={<IconSettings size={18} aria-hidden />}
        >
          {t('settings')}
        </ButtonLink>
      </PageHeader>
      <div className={classes.page}>
        <Segmented
          label={t('show')}
          className={classes.filter}
          value={isFiltered ? 'unread' : 'all'}
          options={[
            { value: 'all', label: t('all') },
            { value: 'unread', label: t('unread') },
          ]}
          onChange={(choice) =>
            void navigate({ search: choice === 'unread' ? { unread: true } : {}, replace: true, resetScroll: false })
          }
        />
        <QueryBoundary query={found} skeleton={<LinesSkeleton lines={8} height={64} />}>
          {({ items, total, next }) =>
            items.length === 0 ? (
              <Nothing search={search} total={total} />
            ) : (
              <div data-stale={found.isPlaceholderData || undefined} className={classes.days}>
                <Days notifications={items} />
                <Pager
                  page={search.page ?? 1}
                  size={PAGE_SIZE}
                  shown={items.length}
                  total={total}
                  hasNext={next !== null}
                  queryOf={(page) => notificationsQuery(filtersOf({ ...search, page }))}
                />
              </div>
            )
          }
        </QueryBoundary>
      </div>
    </>
  );
}

function Nothing({ search: { unread, page }, total }: { search: NotificationSearch; total: number | null }) {
  const { t } = useTranslation('notifications');
  if (page && total !== 0) {
    return (
      <EmptyState icon={IconBellCheck} text={t('nothing.page')}>
        <ButtonLink to="/notifications" search={unread ? { unread } : {}} variant="default">
          {t('nothing.first')}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconBellCheck}
      title={t(unread ? 'nothing.unread' : 'nothing.title')}
      text={t(unread ? 'nothing.unread_text' : 'nothing.text')}
    />
  );
}

/** Notifications in the given order, by day in the user's time zone. */
function Days({ notifications }: { notifications: readonly Notification[] }) {
  const { t } = useTranslation('notifications');
  const now = useNow();
  const zone = viewerZone();
  const today = wallClock(now, zone).date;
  const near = new Map([
    [daysAfter(today, -1), t('day.yesterday')],
    [today, t('day.today')],
  ]);
  const days = groupBy(notifications, ({ created_at }) => wallClock(created_at, zone).date);
  return [...days].map(([day, those]) => (
    <section key={day} aria-labelledby={`day-${day}`}>
      <h2 id={`day-${day}`} className={classes.heading}>
        {near.get(day) ?? capitalised(longDate(`${day}T12:00Z`, 'UTC'), i18n.locale)}
      </h2>
      <ul className={classes.list}>
        {those.map((each) => (
          <NotificationLine key={each.id} notification={each} now={now} isInDay />
        ))}
      </ul>
    </section>
  ));
}
