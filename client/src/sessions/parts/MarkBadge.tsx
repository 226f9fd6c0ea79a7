import type { AttendanceMark, Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from './MarkBadge.module.css';

interface Props {
  session: Pick<Session, 'duration_minutes'>;
  mark: Pick<AttendanceMark, 'status'> & { minutes?: number | null };
}

/** An attendance mark. The minutes count as the length of the session at most, which may have been shortened since. */
export function MarkBadge({ session, mark }: Props) {
  const { t } = useTranslation('sessions');
  return (
    <span className={classes.mark} data-mark={mark.status}>
      {t(`mark.${mark.status}`)}
      {typeof mark.minutes === 'number' &&
        `, ${t('form.n_minutes', { count: Math.min(mark.minutes, session.duration_minutes) })}`}
    </span>
  );
}
