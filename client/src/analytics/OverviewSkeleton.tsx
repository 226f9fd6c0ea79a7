import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from '@/i18n';
import { StatTiles } from '@/ui/layout/StatTile';
import classes from './AnalyticsPage.module.css';

const TILES = ['sessions', 'hours', 'rate', 'busiest'];
const PANELS = ['sessions', 'attendance', 'week', 'trainers'];

/** Where numbers and drawings will stand. */
export function OverviewSkeleton() {
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
