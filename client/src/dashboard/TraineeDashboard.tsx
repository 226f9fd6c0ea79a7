import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { sessionsQuery, useNow } from '@/sessions';
import { ErrorState } from '@/ui/feedback/ErrorState';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AnchorLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import classes from './dashboard.module.css';
import { dayOf } from './days';
import { MyAttendance } from './MyAttendance';
import { NextSession } from './NextSession';
import { SessionLine } from './SessionLine';

const ASKED = 20;
const SHOWN = 6;

/** A trainee's next session, those after it, and how their training goes. */
export default function TraineeDashboard() {
  const { t } = useTranslation('dashboard');
  const me = useMe();
  const now = useNow();
  // From midnight on: what has ended today is left out here, and the question stays the same all day.
  const { from } = dayOf(now, viewerZone());
  const sessions = useQuery(
    sessionsQuery({ trainee_id: me.id, status: 'scheduled', from, order: 'scheduled_date', limit: ASKED }),
  );
  const coming = sessions.data?.items.filter(({ ends_at }) => Date.parse(ends_at) > now) ?? [];
  const [next, ...later] = coming;
  if (sessions.isError && !sessions.data) {
    return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />;
  }
  return (
    <>
      {sessions.data ? <NextSession session={next} /> : <Skeleton height={176} radius="lg" aria-hidden />}
      <div className={`${classes.columns} ${classes.below}`}>
        <Panel
          title={t('upcoming.title')}
          action={
            <AnchorLink to="/calendar" size="sm">
              {t('upcoming.calendar')}
            </AnchorLink>
          }
        >
          {!sessions.data && <LinesSkeleton lines={4} />}
          {sessions.data && later.length === 0 && <p className={classes.nothing}>{t('upcoming.nothing')}</p>}
          <ul className={classes.list}>
            {later.slice(0, SHOWN).map((session) => (
              <SessionLine
                key={session.id}
                session={session}
                note={t('nextone.with', { trainer: session.trainer.name })}
              />
            ))}
          </ul>
        </Panel>
        <MyAttendance />
      </div>
    </>
  );
}
