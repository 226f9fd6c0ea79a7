import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { IconChartBarOff, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { Overview } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { dateOf, viewerZone, weekdayName, zonePhrase } from '@/i18n/formatDates';
import { decimal, percent } from '@/i18n/formatNumbers';
import { useNow } from '@/lib/useNow';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { Segmented } from '@/ui/fields/Segmented';
import { showTime } from '@/ui/fields/typed/timeText';
import { ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import { StatTile, StatTiles } from '@/ui/layout/StatTile';
import classes from './AnalyticsPage.module.css';
import AttendanceChart from './charts/AttendanceChart';
import SessionsChart from './charts/SessionsChart';
import { NoShows, Trainers, WeekGrid } from './OverviewTables';
import { type Period, periodOf } from './period';
import { overviewQuery } from './queries';
import type { AnalyticsSearch } from './search';

const ExportModal = lazyWithRetry(() => import('./ExportModal'));
const DateRange = lazyWithRetry(async () => ({ default: (await import('@/ui/fields/DateRange')).DateRange }));

/** Training statistics for a period of the user's choice. */
export default function AnalyticsPage() {
  const { t } = useTranslation('analytics');
  const may = usePermissions();
  const search = useSearch({ from: '/_app/analytics' });
  const period = periodOf(search, useNow(), viewerZone());
  const overview = useQuery({ ...overviewQuery(period), placeholderData: keepPreviousData });
  const navigate = useNavigate({ from: '/analytics' });
  const setExporting = (isExporting: boolean) =>
    void navigate({ search: (now) => ({ ...now, export: isExporting || undefined }), replace: !isExporting });
  const lead = t('period.shown', {
    from: dateOf(`${period.firstDay}T00:00Z`, 'UTC'),
    to: dateOf(`${period.lastDay}T00:00Z`, 'UTC'),
    zone: zonePhrase(period.time_zone),
  });
  return (
    <>
      <PageHeader title={t('title')} lead={lead}>
        {may.exportReports && (
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
                {may.compareTrainers && <Trainers trainers={numbers.trainers} />}
                <NoShows noShows={numbers.no_shows} />
                <WeekGrid grid={numbers.week_grid} className={classes.whole} />
              </div>
            </>
          )
        }
      </QueryBoundary>
      {search.export && may.exportReports && (
        <Suspense>
          <ExportModal period={period} onClose={() => setExporting(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Four key figures for the whole period. */
function Totals({ overview: { totals, busiest } }: { overview: Overview }) {
  const { t } = useTranslation('analytics');
  const { scheduled, completed, cancelled } = totals.sessions;
  return (
    <StatTiles>
      <StatTile label={t('totals.completed')} value={decimal(completed)}>
        {t('totals.others', { scheduled, cancelled })}
      </StatTile>
      <StatTile label={t('totals.hours')} value={decimal(totals.hours_delivered)}>
        {t('totals.hours_explained')}
      </StatTile>
      <StatTile label={t('totals.rate')} value={percent(totals.attendance_rate)}>
        {t('totals.rate_explained')}
      </StatTile>
      <StatTile
        label={t('totals.busiest')}
        value={busiest ? `${weekdayName(busiest.weekday - 1)} ${fullHour(busiest.hour)}` : '–'}
      >
        {busiest ? t('totals.begin', { count: busiest.sessions }) : t('totals.nothing_begins')}
      </StatTile>
    </StatTiles>
  );
}

const fullHour = (hour: number) => showTime(`${String(hour).padStart(2, '0')}:00`);

const TILES = ['sessions', 'hours', 'rate', 'busiest'];
const PANELS = ['sessions', 'attendance', 'week', 'trainers'];

/** Placeholder for the figures and charts. */
function OverviewSkeleton() {
  const { t } = useTranslation();
  return (
    <>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <StatTiles>
        {TILES.map((tile) => (
          <Skeleton key={tile} height={110} radius="lg" aria-hidden />
        ))}
      </StatTiles>
      <div className={classes.grid}>
        {PANELS.map((panel) => (
          <Skeleton key={panel} height={300} radius="lg" aria-hidden />
        ))}
      </div>
    </>
  );
}

const PRESETS = ['4w', '12w', 'year', 'custom'] as const;

/** Chooses the period, which is kept in the URL. */
function PeriodPicker({ search, period }: { search: AnalyticsSearch; period: Period }) {
  const { t } = useTranslation('analytics');
  const navigate = useNavigate();
  const go = (to: AnalyticsSearch, replace = false) =>
    void navigate({ to: '/analytics', search: to, replace, resetScroll: false });
  const chosen = search.period ?? '12w';
  const { firstDay, lastDay } = period;
  const leadsTo = (preset: (typeof PRESETS)[number]): AnalyticsSearch => {
    if (preset === 'custom') return { period: 'custom', from: firstDay, to: lastDay };
    return preset === '12w' ? {} : { period: preset };
  };
  return (
    <div className={classes.period}>
      <Segmented
        label={t('period.label')}
        value={chosen}
        onChange={(preset) => go(leadsTo(preset))}
        options={PRESETS.map((value) => ({ value, label: t(`period.${value}`) }))}
      />
      {chosen === 'custom' && (
        <Suspense>
          <DateRange
            required
            size="sm"
            labels={{ from: t('period.from'), to: t('period.to') }}
            from={firstDay}
            to={lastDay}
            onChange={(days) => go({ period: 'custom', ...days }, true)}
          />
        </Suspense>
      )}
    </div>
  );
}
