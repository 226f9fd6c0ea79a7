import { TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from '@/i18n';
import classes from './AnalyticsPage.module.css';
import type { Period } from './period';
import type { AnalyticsSearch } from './search';

const PRESETS = ['4w', '12w', 'year', 'custom'] as const;

/** Chooses the period, which stands in the address. */
export function PeriodPicker({ search, period }: { search: AnalyticsSearch; period: Period }) {
  const { t } = useTranslation('analytics');
  const navigate = useNavigate();
  const chosen = search.period ?? '12w';
  const { firstDay, lastDay } = period;
  const leadsTo = (preset: (typeof PRESETS)[number]): AnalyticsSearch => {
    if (preset === 'custom') return { period: 'custom', from: firstDay, to: lastDay };
    return preset === '12w' ? {} : { period: preset };
  };
  // A date that is half typed is no date, and changes nothing.
  const change = (days: { from?: string; to?: string }) => {
    const all = { from: firstDay, to: lastDay, ...days };
    if (all.from && all.to) void navigate({ to: '/analytics', search: { period: 'custom', ...all }, replace: true });
  };
  return (
    <div className={classes.period}>
      <nav aria-label={t('period.label')} className={classes.presets}>
        {PRESETS.map((preset) => (
          <Link
            key={preset}
            to="/analytics"
            search={leadsTo(preset)}
            className={classes.preset}
            activeProps={{ 'aria-current': undefined }}
            aria-current={preset === chosen ? 'true' : undefined}
          >
            {t(`period.${preset}`)}
          </Link>
        ))}
      </nav>
      {chosen === 'custom' && (
        <>
          <TextInput
            type="date"
            size="sm"
            label={t('period.from')}
            value={firstDay}
            max={lastDay}
            onChange={({ target }) => change({ from: target.value })}
          />
          <TextInput
            type="date"
            size="sm"
            label={t('period.to')}
            value={lastDay}
            min={firstDay}
            onChange={({ target }) => change({ to: target.value })}
          />
        </>
      )}
    </div>
  );
}
