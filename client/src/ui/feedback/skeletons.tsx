import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from '@/i18n';
import classes from './skeletons.module.css';

/** A few lines, for a list that is loading. */
export function LinesSkeleton({ lines = 6, height = 44 }: { lines?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.lines}>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity
        <Skeleton key={line} height={height} aria-hidden />
      ))}
    </div>
  );
}

/** A whole page whose code is still loading. */
export function PageSkeleton() {
  return (
    <>
      <Skeleton height={34} width="min(18rem, 70%)" mb={28} aria-hidden />
      <LinesSkeleton />
    </>
  );
}
