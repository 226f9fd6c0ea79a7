import { IconCalendarOff, IconFilterOff, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import type { Session } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { i18n, useTranslation } from '@/i18n';
import { capitalised, longDate, viewerZone, zoneHeading } from '@/i18n/formatDates';
import { useKeepMounted } from '@/lib/useKeepMounted';
import { useNow } from '@/lib/useNow';
import { daysAfter, wallClock } from '@/lib/wallClock';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import { Pager } from '@/ui/layout/Pager';
import { sessionsQuery } from '../model/queries';
import type { SessionSearch } from '../model/search';
import { SessionRow } from '../parts/SessionRow';
import { filterCount, filtersOf, PAGE_SIZE, timeScopeOf } from './listFilters';
import { SessionFilters } from './SessionFilters';
import classes from './SessionsPage.module.css';

const loadCreate = () => import('../form/CreateSessionModal');
const CreateSessionModal = lazyWithRetry(loadCreate);

/** All sessions the user may see, day by day. The filters are in the URL. */
export default function SessionsPage() {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { planSessions: mayPlan } = usePermissions();
  const search = useSearch({ from: '/_app/sessions/' });
  const navigate = useNavigate({ from: '/sessions' });
  const zone = viewerZone();
  const today = wallClock(useNow(), zone).date;
  const isCreating = mayPlan && search.create === true;
  const isCreateLoaded = useKeepMounted(isCreating);
  const sessions = useQuery({ ...sessionsQuery(filtersOf(search, today, zone)), placeholderData: keepPreviousData });

  useEffect(() => {
    // The modal also opens while the server is unreachable.
    if (mayPlan) void loadCreate().catch(() => undefined);
  }, [mayPlan]);
  const change = (changes: SessionSearch, replace = false) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...changes }), replace, resetScroll: false });
  return (
    <>
      <PageHeader title={t('title')} lead={zoneHeading(zone)}>
        {mayPlan && (
          <ButtonLink
            to="/sessions"
            search={{ ...search, create: true }}
            leftSection={<IconPlus size={18} aria-hidden />}
          >
            {core('action.new_session')}
          </ButtonLink>
        )}
      </PageHeader>
      <SessionFilters search={search} onChange={change} />
      <QueryBoundary query={sessions} skeleton={<LinesSkeleton lines={8} height={58} />}>
        {({ items, total, next }) =>
          items.length > 0 ? (
            <div data-stale={sessions.isPlaceholderData || undefined} className={classes.list}>
              <SessionsByDay sessions={items} />
              <Pager
                page={search.page ?? 1}
                size={PAGE_SIZE}
                shown={items.length}
                total={total}
                hasNext={next !== null}
                queryOf={(page) => sessionsQuery(filtersOf({ ...search, page }, today, zone))}
              />
            </div>
          ) : (
            <Nothing search={search} mayPlan={mayPlan} />
          )
        }
      </QueryBoundary>
      {isCreateLoaded && (
        <Suspense>
          <CreateSessionModal
            opened={isCreating}
            onClose={() => change({ create: undefined, page: search.page }, true)}
            onCreated={({ id }) => void navigate({ to: '/sessions/$sessionId', params: { sessionId: String(id) } })}
          />
        </Suspense>
      )}
    </>
  );
}

function Nothing({ search, mayPlan }: { search: SessionSearch; mayPlan: boolean }) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const when = timeScopeOf(search);
  const isFiltered = filterCount(search) > 0 || search.q !== undefined || search.status !== undefined;
  if (isFiltered || search.page) {
    return (
      <EmptyState icon={IconFilterOff} title={t('list.no_match')} text={t('list.no_match_text')}>
        <ButtonLink to="/sessions" search={{ when: search.when }}>
          {t('filter.clear')}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconCalendarOff}
      title={t(when === 'upcoming' ? 'list.none_upcoming' : 'list.none')}
      text={t(mayPlan ? 'list.none_text' : 'list.none_text_trainee')}
    >
      {mayPlan && (
        <ButtonLink to="/sessions" search={{ ...search, create: true }}>
          {core('action.new_session')}
        </ButtonLink>
      )}
      {when === 'upcoming' && (
        <ButtonLink to="/sessions" search={{ when: 'past' }} variant="default">
          {t('list.show_past')}
        </ButtonLink>
      )}
    </EmptyState>
  );
}

/** Sessions in the given order, grouped by day in the user's time zone. */
function SessionsByDay({ sessions }: { sessions: readonly Session[] }) {
  const { t } = useTranslation('sessions');
  const zone = viewerZone();
  const today = wallClock(useNow(), zone).date;
  const near = new Map([
    [daysAfter(today, -1), t('day.yesterday')],
    [today, t('day.today')],
    [daysAfter(today, 1), t('day.tomorrow')],
  ]);
  const name = (day: string) => longDate(`${day}T12:00Z`, 'UTC');
  return daysOf(sessions, zone).map(([day, those]) => (
    <section key={day} aria-labelledby={`day-${day}`} className={classes.day}>
      <h2 id={`day-${day}`} className={classes.heading}>
        {near.has(day) && <span className={classes.near}>{near.get(day)}</span>}
        {near.has(day) ? name(day) : capitalised(name(day), i18n.locale)}
      </h2>
      <ul className={classes.sessions}>
        {those.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </section>
  ));
}

function daysOf(sessions: readonly Session[], zone: string): [string, Session[]][] {
  const days = new Map<string, Session[]>();
  for (const session of sessions) {
    const day = wallClock(session.scheduled_date, zone).date;
    days.set(day, [...(days.get(day) ?? []), session]);
  }
  return [...days];
}
