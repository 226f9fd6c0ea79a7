import { Button, Skeleton } from '@mantine/core';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { AttendanceChart, overviewQuery, periodOf, SessionsChart } from '@/analytics';
import type { Overview, Role, SessionCounts, SessionStatus, UserCounts } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { decimal, percent } from '@/i18n/formatNumbers';
import { useNow } from '@/lib/useNow';
import { sessionCountsQuery } from '@/sessions';
import { organisationQuery } from '@/shell/organisation/organisationQuery';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { userCountsQuery } from '@/users';
import classes from './dashboard.module.css';
import { FirstSteps, isFirstRun, stepsOf, useWasFirstRun } from './FirstSteps';
import { Inbox } from './inbox/Inbox';
import { NowAndNext } from './NowAndNext';

const ROLES: readonly Role[] = ['trainee', 'trainer', 'admin'];
const STATUSES: readonly SessionStatus[] = ['scheduled', 'completed', 'cancelled'];
const CHART_HEIGHT = 308;
const STEPS_HEIGHT = 380;

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, one) => sum + one, 0);

/** Today and what waits, with the organisation's numbers below; in a new organisation first what it needs. */
export default function AdminDashboard() {
  const me = useMe();
  const people = useQuery(userCountsQuery());
  const sessions = useQuery(sessionCountsQuery());
  const organisation = useQuery(organisationQuery());
  const counts = people.data && sessions.data ? { people: people.data, sessions: sessions.data } : null;
  const steps = counts && organisation.data ? stepsOf({ me, organisation: organisation.data, ...counts }) : null;
  const isFirst = steps && counts ? isFirstRun(steps, counts.sessions) : null;
  const wasFirst = useWasFirstRun(isFirst);
  const isFailed = people.isError || sessions.isError || organisation.isError;
  // Until that is known, neither the one nor the other is shown for a moment.
  if (isFirst === null && wasFirst && !isFailed) return <Skeleton height={STEPS_HEIGHT} radius="lg" aria-hidden />;
  const isEmpty = steps !== null && !steps.people && !steps.session;
  return (
    <div className={classes.column}>
      {isFirst && steps && <FirstSteps steps={steps} />}
      {!isEmpty && (
        <>
          <div className={classes.home}>
            <NowAndNext />
            <Inbox />
          </div>
          {steps?.session !== false && <Numbers people={people} sessions={sessions} />}
        </>
      )}
    </div>
  );
}

interface NumbersProps {
  people: UseQueryResult<UserCounts>;
  sessions: UseQueryResult<SessionCounts>;
}

/** The organisation's numbers, and the last twelve weeks. */
function Numbers({ people, sessions }: NumbersProps) {
  const { t } = useTranslation('dashboard');
  const overview = useQuery(overviewQuery(periodOf({}, useNow(), viewerZone())));
  return (
    <>
      <section aria-label={t('counts.title')} className={classes.numbers}>
        <Tile label={t('counts.people')} query={people} value={(counts) => decimal(sumOf({ ...counts }))}>
          {(counts) =>
            ROLES.map((role) => (
              <Link key={role} to="/users" search={{ role }}>
                {t(`counts.${role}`, { count: counts[role] })}
              </Link>
            ))
          }
        </Tile>
        <Tile label={t('counts.sessions')} query={sessions} value={(counts) => decimal(sumOf({ ...counts }))}>
          {(counts) =>
            STATUSES.map((status) => (
              <Link key={status} to="/sessions" search={{ status }}>
                {t(`counts.${status}`, { count: counts[status] })}
              </Link>
            ))
          }
        </Tile>
        <Tile label={t('counts.rate')} query={overview} value={({ totals }) => percent(totals.attendance_rate)}>
          {() => <Link to="/analytics">{t('counts.in_12_weeks')}</Link>}
        </Tile>
        <Tile label={t('counts.hours')} query={overview} value={({ totals }) => decimal(totals.hours_delivered)}>
          {() => <Link to="/analytics">{t('counts.in_12_weeks')}</Link>}
        </Tile>
      </section>
      <Charts overview={overview} />
    </>
  );
}

interface TileProps<T> {
  label: string;
  query: UseQueryResult<T>;
  value: (data: T) => string;
  children: (data: T) => ReactNode;
}

/** A number with its parts; or that it could not be read, with a way to try again. */
function Tile<T>({ label, query, value, children }: TileProps<T>) {
  const { t } = useTranslation('dashboard');
  const { t: core } = useTranslation();
  const { data, isError } = query;
  return (
    <div className={classes.tile}>
      <span className={classes.label}>{label}</span>
      {data !== undefined && (
        <>
          <span className={classes.value}>{value(data)}</span>
          <div className={classes.parts}>{children(data)}</div>
        </>
      )}
      {data === undefined && isError && (
        <div role="alert" className={classes.failed}>
          {t('counts.failed')}
          <Button size="compact-sm" variant="default" onClick={() => void query.refetch()}>
            {core('action.try_again')}
          </Button>
        </div>
      )}
      {data === undefined && !isError && (
        <>
          <Skeleton height={22} width={64} my={3} aria-hidden />
          <Skeleton height={14} width="80%" my={4} aria-hidden />
        </>
      )}
    </div>
  );
}

function Charts({ overview }: { overview: UseQueryResult<Overview> }) {
  const waiting = (
    <div className={classes.halves}>
      <Skeleton height={CHART_HEIGHT} radius="lg" aria-hidden />
      <Skeleton height={CHART_HEIGHT} radius="lg" aria-hidden />
    </div>
  );
  return (
    // Their words come with the analytics: the page does not wait for them.
    <Suspense fallback={waiting}>
      <QueryBoundary query={overview} skeleton={waiting}>
        {({ weeks, totals }) => (
          <div className={classes.halves}>
            <SessionsChart weeks={weeks} />
            <AttendanceChart weeks={weeks} overall={totals.attendance_rate} />
          </div>
        )}
      </QueryBoundary>
    </Suspense>
  );
}
