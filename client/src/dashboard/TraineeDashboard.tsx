import { IconCalendarOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { useNow } from '@/lib/useNow';
import { dayBounds } from '@/lib/wallClock';
import { JoinCard, ReplyLine, replyOf, sessionsQuery } from '@/sessions';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { ErrorState } from '@/ui/feedback/ErrorState';
import { KeptPlace } from '@/ui/feedback/KeptPlace';
import { AnchorLink, ButtonLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import classes from './dashboard.module.css';
import { MyAttendance } from './MyAttendance';
import { SessionLine } from './SessionLine';

const MAX_SESSIONS_READ = 20;
const MAX_SESSIONS_SHOWN = 6;

/** A trainee's next session, the ones after it, and their attendance. */
export default function TraineeDashboard() {
  const { t } = useTranslation('dashboard');
  const me = useMe();
  const now = useNow();
  // From midnight on, so that the query stays the same all day; sessions that have ended are filtered out here.
  const { from } = dayBounds(now, viewerZone());
  const sessions = useQuery(
    sessionsQuery({ trainee_id: me.id, status: 'scheduled', from, order: 'scheduled_date', limit: MAX_SESSIONS_READ }),
  );
  const coming = sessions.data?.items.filter(({ ends_at }) => Date.parse(ends_at) > now) ?? [];
  const [next, ...later] = coming;
  if (sessions.isError && !sessions.data) {
    return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />;
  }
  return (
    <>
      <KeptPlace name="home.join" isLoading={!sessions.data} lineHeight={176} usualLines={1}>
        <NextSession session={next} />
      </KeptPlace>
      <div className={`${classes.columns} ${classes.below}`}>
        <Panel
          title={t('upcoming.title')}
          action={
            <AnchorLink to="/calendar" size="sm">
              {t('upcoming.calendar')}
            </AnchorLink>
          }
        >
          <KeptPlace name="home.upcoming" isLoading={!sessions.data}>
            {later.length === 0 && <p className={classes.nothing}>{t('upcoming.nothing')}</p>}
            <ul className={classes.list}>
              {later.slice(0, MAX_SESSIONS_SHOWN).map((session) => {
                const reply = replyOf(session, me.id);
                return (
                  <SessionLine
                    key={session.id}
                    session={session}
                    note={
                      <>
                        {t('next_session.with', { trainer: session.trainer.name })}
                        {reply && <ReplyLine reply={reply} isOwn withNote={false} />}
                      </>
                    }
                  />
                );
              })}
            </ul>
          </KeptPlace>
        </Panel>
        <MyAttendance />
      </div>
    </>
  );
}

/** The next session: how soon, with whom, and the link to join. */
function NextSession({ session }: { session: Session | undefined }) {
  const { t } = useTranslation('dashboard');
  if (session) return <JoinCard key={session.id} session={session} isTitled />;
  return (
    <EmptyState icon={IconCalendarOff} title={t('next_session.nothing')} text={t('next_session.nothing_text')}>
      <ButtonLink to="/calendar" variant="default">
        {t('today.calendar')}
      </ButtonLink>
    </EmptyState>
  );
}
