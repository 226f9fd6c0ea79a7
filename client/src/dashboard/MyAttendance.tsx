import { useQuery } from '@tanstack/react-query';
import type { AttendanceStatus, TraineeProgress } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { decimal, percent } from '@/i18n/formatNumbers';
import { useNow } from '@/lib/useNow';
import { dayBounds } from '@/lib/wallClock';
import { sessionsQuery } from '@/sessions';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { Panel } from '@/ui/layout/Panel';
import { progressQuery, ratedOf } from '@/users';
import classes from './dashboard.module.css';
import own from './MyAttendance.module.css';
import { SessionLine } from './SessionLine';

const MARKS: readonly AttendanceStatus[] = ['present', 'late', 'absent', 'excused'];
const MAX_SESSIONS_READ = 20;
const MAX_SESSIONS_SHOWN = 5;

/** A trainee's own attendance: the rate, its components, and the latest sessions. */
export function MyAttendance() {
  const { t } = useTranslation('dashboard');
  const progress = useQuery(progressQuery(useMe().id));
  return (
    <Panel title={t('mine.title')}>
      <QueryBoundary query={progress} skeleton={<LinesSkeleton lines={4} />}>
        {(numbers) =>
          numbers.held === 0 ? (
            <p className={classes.nothing}>{t('mine.nothing')}</p>
          ) : (
            <>
              <div className={own.top}>
                <span className={own.rate}>{percent(numbers.attendance_rate)}</span>
                <span className={classes.quiet}>
                  {t('mine.attended', {
                    attended: numbers.attended,
                    count: ratedOf(numbers.marks),
                    hours: decimal(numbers.hours_attended),
                  })}
                </span>
              </div>
              <Marks marks={numbers.marks} />
              <History />
            </>
          )
        }
      </QueryBoundary>
    </Panel>
  );
}

function Marks({ marks }: { marks: TraineeProgress['marks'] }) {
  const { t } = useTranslation('dashboard');
  const all = MARKS.reduce((sum, mark) => sum + marks[mark], 0);
  let before = 0;
  return (
    <>
      <svg className={own.bar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" />
        {MARKS.map((mark) => {
          const x = before;
          const width = all && (100 * marks[mark]) / all;
          before += width;
          return <rect key={mark} data-mark={mark} x={x} width={width} height="6" />;
        })}
      </svg>
      <ul className={own.marks}>
        {MARKS.map((mark) => (
          <li key={mark} className={own.mark} data-mark={mark}>
            {t(`mine.${mark}`, { count: marks[mark] })}
          </li>
        ))}
      </ul>
    </>
  );
}

function History() {
  const { t } = useTranslation('dashboard');
  const me = useMe();
  const now = useNow();
  const { to } = dayBounds(now, viewerZone());
  const sessions = useQuery(sessionsQuery({ trainee_id: me.id, to, limit: MAX_SESSIONS_READ }));
  return (
    <QueryBoundary query={sessions} skeleton={<LinesSkeleton lines={MAX_SESSIONS_SHOWN} />}>
      {({ items }) => (
        <ul className={classes.list} aria-label={t('mine.history')}>
          {items
            .filter(({ ends_at, status }) => Date.parse(ends_at) <= now && status !== 'cancelled')
            .slice(0, MAX_SESSIONS_SHOWN)
            .map((session) => {
              const mark = session.attendance.find(({ trainee_id }) => trainee_id === me.id);
              return (
                <SessionLine key={session.id} session={session} note={mark?.note} withLocation={false}>
                  <span className={own.mark} data-mark={mark?.status ?? 'unmarked'}>
                    {t(`mine.is.${mark?.status ?? 'unmarked'}`)}
                  </span>
                </SessionLine>
              );
            })}
        </ul>
      )}
    </QueryBoundary>
  );
}
