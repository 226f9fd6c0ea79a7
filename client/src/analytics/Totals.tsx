import type { Overview } from '@/api/types';
import { useTranslation } from '@/i18n';
import { decimal, percent } from '@/i18n/formatNumbers';
import { StatTile, StatTiles } from '@/ui/layout/StatTile';
import { weekdayName } from './numbers';

/** The whole period in four numbers. */
export function Totals({ overview: { totals, busiest } }: { overview: Overview }) {
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
        value={busiest ? `${weekdayName(busiest.weekday - 1)} ${clock(busiest.hour)}` : '–'}
      >
        {busiest ? t('totals.begin', { count: busiest.sessions }) : t('totals.nothing_begins')}
      </StatTile>
    </StatTiles>
  );
}

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
