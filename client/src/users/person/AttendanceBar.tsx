import type { TraineeProgress } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from './AttendanceBar.module.css';

const KINDS = ['present', 'late', 'excused', 'absent', 'unmarked'] as const;

type Props = Pick<TraineeProgress, 'attended' | 'held' | 'marks' | 'unmarked'>;

/** The sessions held, by the trainee's mark: a bar, and the same in words. */
export function AttendanceBar({ attended, held, marks, unmarked }: Props) {
  const { t } = useTranslation('users');
  const counts = { ...marks, unmarked };
  const shown = KINDS.filter((kind) => counts[kind] > 0);
  return (
    <>
      <svg className={classes.bar} viewBox={`0 0 ${held} 1`} preserveAspectRatio="none" aria-hidden="true">
        {shown.map((kind, i) => (
          <rect
            key={kind}
            data-kind={kind}
            x={shown.slice(0, i).reduce((sum, each) => sum + counts[each], 0)}
            width={counts[kind]}
            height={1}
          />
        ))}
      </svg>
      <p className={classes.words}>{t('progress.attended', { attended, held })}</p>
      <ul className={classes.legend}>
        {shown.map((kind) => (
          <li key={kind} data-kind={kind}>
            {t(`progress.${kind}`, { count: counts[kind] })}
          </li>
        ))}
      </ul>
    </>
  );
}
