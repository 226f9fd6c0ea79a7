import type { AttendanceMark } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from './MarkBadge.module.css';

/** An attendance mark. */
export function MarkBadge({ mark }: { mark: Pick<AttendanceMark, 'status'> & { minutes?: number | null } }) {
  const { t } = useTranslation('sessions');
  return (
    <span className={classes.mark} data-status={mark.status}>
      {t(`mark.${mark.status}`)}
      {typeof mark.minutes === 'number' && `, ${t('form.n_minutes', { count: mark.minutes })}`}
    </span>
  );
}
