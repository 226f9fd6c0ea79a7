import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from '@/i18n';
import classes from './dashboard.module.css';

/** Two columns of cards that are on their way. */
export function HomeSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes.columns}>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <Skeleton height={320} radius="lg" aria-hidden />
      <Skeleton height={320} radius="lg" aria-hidden />
    </div>
  );
}
