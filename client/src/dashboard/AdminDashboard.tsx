import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AttendanceChart, overviewQuery, periodOf, SessionsChart } from '@/analytics';
import type { Role, SessionStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { decimal, percent } from '@/i18n/formatNumbers';
import { useNow } from '@/lib/useNow';
import { sessionCountsQuery } from '@/sessions';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { StatTile, StatTiles } from '@/ui/layout/StatTile';
import { userCountsQuery } from '@/users';
import { AttentionPanel } from './AttentionPanel';
import classes from './dashboard.module.css';

const ROLES: readonly Role[] = ['trainee', 'trainer', 'admin'];
const STATUSES: readonly SessionStatus[] = ['scheduled', 'completed', 'cancelled'];
const CHART_HEIGHT = 308;
/** Reserves the space of a number that is still loading, invisibly. */
const PLACEHOLDER_COUNT = 100;

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, one) => sum + one, 0);

/** The organisation at a glance, and what needs attention. */
export default function AdminDashboard() {
  return (
    <>
      <Counts />
      <div className={`${classes.columns} ${classes.below}`}>
        <Charts />
        <div className={`${classes.column} ${classes.first}`}>
          <AttentionPanel />
        </div>
      </div>
    </>
  );
}

const useOverview = () => useQuery(overviewQuery(periodOf({}, useNow(), viewerZone())));

function Counts() {
  const { t } = useTranslation('dashboard');
  const people = useQuery(userCountsQuery()).data;
  const sessions = useQuery(sessionCountsQuery()).data;
  const totals = useOverview().data?.totals;
  const waiting = <Skeleton height={34} width={72} my={2} aria-hidden />;
  return (
    <StatTiles>
      <StatTile label={t('counts.people')} value={people ? decimal(sumOf(people)) : waiting}>
        {ROLES.map((role) => (
          <Link key={role} to="/users" search={{ role }} className={people ? undefined : classes.unknown}>
            {t(`counts.${role}`, { count: people?.[role] ?? PLACEHOLDER_COUNT })}
          </Link>
        ))}
      </StatTile>
      <StatTile label={t('counts.sessions')} value={sessions ? decimal(sumOf(sessions)) : waiting}>
        {STATUSES.map((status) => (
          <Link key={status} to="/sessions" search={{ status }} className={sessions ? undefined : classes.unknown}>
            {t(`counts.${status}`, { count: sessions?.[status] ?? PLACEHOLDER_COUNT })}
          </Link>
        ))}
      </StatTile>
      <StatTile label={t('counts.rate')} value={totals ? percent(totals.attendance_rate) : waiting}>
        <Link to="/analytics">{t('counts.in_12_weeks')}</Link>
      </StatTile>
      <StatTile label={t('counts.hours')} value={totals ? decimal(totals.hours_delivered) : waiting}>
        <Link to="/analytics">{t('counts.in_12_weeks')}</Link>
      </StatTile>
    </StatTiles>
  );
}

function Charts() {
  const overview = useOverview();
  const waiting = (
    <div className={classes.column}>
      <Skeleton height={CHART_HEIGHT} radius="lg" aria-hidden />
      <Skeleton height={CHART_HEIGHT} radius="lg" aria-hidden />
    </div>
  );
  return (
    <QueryBoundary query={overview} skeleton={waiting}>
      {({ weeks, totals }) => (
        <div className={classes.column}>
          <SessionsChart weeks={weeks} />
          <AttendanceChart weeks={weeks} overall={totals.attendance_rate} />
        </div>
      )}
    </QueryBoundary>
  );
}
