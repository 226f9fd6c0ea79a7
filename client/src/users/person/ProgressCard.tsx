import { useQuery } from '@tanstack/react-query';
import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { decimal, numberOf, percent } from '@/i18n/formatNumbers';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { progressQuery } from '../model/queries';
import { AttendanceBar } from './AttendanceBar';
import { Card } from './Card';
import classes from './Card.module.css';

/** How far a trainee has come. Trainers see it of those they look after; of others there is no card. */
export function ProgressCard({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const progress = useQuery(progressQuery(user.id));
  if (hasCode(progress.error, 'not_found')) return null;
  return (
    <Card title={t('progress.title')}>
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
    </Card>
  );
}
