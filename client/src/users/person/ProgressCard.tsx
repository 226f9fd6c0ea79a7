import { useQuery } from '@tanstack/react-query';
import { hasCode } from '@/api/problem';
import type { TraineeProgress, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { decimal, numberOf, percent } from '@/i18n/formatNumbers';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { Panel } from '@/ui/layout/Panel';
import { progressQuery } from '../model/queries';
import { ratedOf } from '../model/ratedOf';
import attendanceBarClasses from './AttendanceBar.module.css';
import classes from './Card.module.css';

/** A trainee's progress. Trainers see it for their own trainees; for others there is no card. */
export function ProgressCard({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const progress = useQuery(progressQuery(user.id));
  if (hasCode(progress.error, 'not_found')) return null;
  return (
    <Panel title={t('progress.title')}>
      <QueryBoundary query={progress} skeleton={<LinesSkeleton lines={2} height={40} />}>
        {({ attendance_rate, held, attended, hours_attended, upcoming, marks, unmarked }) => (
          <>
            <dl className={classes.figures}>
              <div>
                <dt>{t('progress.rate')}</dt>
                <dd>{percent(attendance_rate)}</dd>
              </div>
              <div>
                <dt>{t('progress.hours')}</dt>
                <dd>{decimal(hours_attended)}</dd>
              </div>
              <div>
                <dt>{t('progress.upcoming')}</dt>
                <dd>{numberOf(upcoming)}</dd>
              </div>
            </dl>
            {held > 0 ? (
              <AttendanceBar attended={attended} held={held} marks={marks} unmarked={unmarked} />
            ) : (
              <p className={classes.nothing}>{t('progress.none')}</p>
            )}
          </>
        )}
      </QueryBoundary>
    </Panel>
  );
}

const KINDS = ['present', 'late', 'excused', 'absent', 'unmarked'] as const;

type Props = Pick<TraineeProgress, 'attended' | 'held' | 'marks' | 'unmarked'>;

/** The sessions held, by the trainee's mark: as a bar and in words. */
function AttendanceBar({ attended, held, marks, unmarked }: Props) {
  const { t } = useTranslation('users');
  const counts = { ...marks, unmarked };
  const shown = KINDS.filter((kind) => counts[kind] > 0);
  return (
    <>
      <svg className={attendanceBarClasses.bar} viewBox={`0 0 ${held} 1`} preserveAspectRatio="none" aria-hidden="true">
        {shown.map((kind, i) => (
          <rect
            key={kind}
            data-mark={kind}
            x={shown.slice(0, i).reduce((sum, each) => sum + counts[each], 0)}
            width={counts[kind]}
            height={1}
          />
        ))}
      </svg>
      <p className={attendanceBarClasses.words}>{t('progress.attended', { attended, count: ratedOf(marks) })}</p>
      <ul className={attendanceBarClasses.legend}>
        {shown.map((kind) => (
          <li key={kind} data-mark={kind}>
            {t(`progress.${kind}`, { count: counts[kind] })}
          </li>
        ))}
      </ul>
    </>
  );
}
