import { Button } from '@mantine/core';
import { IconChartBarOff, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { dateOf, viewerZone } from '@/i18n/formatDates';
import { useNow, zoneName } from '@/sessions';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import classes from './AnalyticsPage.module.css';
import AttendanceChart from './charts/AttendanceChart';
import SessionsChart from './charts/SessionsChart';
import { NoShows } from './NoShows';
import { OverviewSkeleton } from './OverviewSkeleton';
import { PeriodPicker } from './PeriodPicker';
import { periodOf } from './period';
import { overviewQuery } from './queries';
import { Totals } from './Totals';
import { Trainers } from './Trainers';
import { WeekGrid } from './WeekGrid';

const ExportModal = lazyWithRetry(() => import('./ExportModal'));

/** How training went in a period that one chooses. */
export default function AnalyticsPage() {
  const { t } = useTranslation('analytics');
  const me = useMe();
  const search = useSearch({ from: '/_app/analytics/' });
  const period = periodOf(search, useNow(), viewerZone());
  const overview = useQuery({ ...overviewQuery(period), placeholderData: keepPreviousData });
  const [isExporting, setExporting] = useState(false);
  const lead = t('period.shown', {
    from: dateOf(`${period.firstDay}T00:00Z`, 'UTC'),
    to: dateOf(`${period.lastDay}T00:00Z`, 'UTC'),
    zone: zoneName(period.time_zone),
  });
  return (
    <>
      <PageHeader title={t('title')} lead={lead}>
        {me.role === 'admin' && (
          <Button variant="default" leftSection={<IconDownload size={18} />} onClick={() => setExporting(true)}>
            {t('export.open')}
          </Button>
        )}
      </PageHeader>
      <PeriodPicker search={search} period={period} />
      <QueryBoundary query={overview} skeleton={<OverviewSkeleton />}>
        {(numbers) =>
          numbers.weeks.every(({ sessions: s }) => s.scheduled + s.completed + s.cancelled === 0) ? (
            <EmptyState icon={IconChartBarOff} title={t('empty.title')} text={t('empty.text')}>
              <ButtonLink to="/analytics" search={{ period: 'year' }}>
                {t('empty.year')}
              </ButtonLink>
              <ButtonLink to="/sessions" search={{ create: true }} variant="default">
                {t('empty.plan')}
              </ButtonLink>
            </EmptyState>
          ) : (
            <>
              <Totals overview={numbers} />
              <div className={classes.grid} aria-busy={overview.isPlaceholderData}>
                <SessionsChart weeks={numbers.weeks} />
                <AttendanceChart weeks={numbers.weeks} overall={numbers.totals.attendance_rate} />
                {me.role === 'admin' && <Trainers trainers={numbers.trainers} />}
                <NoShows noShows={numbers.no_shows} />
                <WeekGrid grid={numbers.week_grid} className={classes.whole} />
              </div>
            </>
          )
        }
      </QueryBoundary>
      {isExporting && (
        <Suspense>
          <ExportModal period={period} onClose={() => setExporting(false)} />
        </Suspense>
      )}
    </>
  );
}
