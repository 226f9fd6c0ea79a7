import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { IconCalendarOff, IconVideo } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { clockTime, viewerZone } from '@/i18n/formatDates';
import { organisation } from '@/i18n/organisation';
import { serverNow } from '@/lib/serverClock';
import { useNow } from '@/lib/useNow';
import { dayBounds } from '@/lib/wallClock';
import { canJoin, SessionTime, sessionsQuery } from '@/sessions';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { ErrorState } from '@/ui/feedback/ErrorState';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AnchorLink, ButtonLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import { NEAR_MS, nextTick, spokenMinutes, timeLeft } from './countdown';
import classes from './dashboard.module.css';
import { MyAttendance } from './MyAttendance';
import nextSessionClasses from './NextSession.module.css';
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
            {later.slice(0, MAX_SESSIONS_SHOWN).map((session) => (
              <SessionLine
                key={session.id}
                session={session}
                note={t('next_session.with', { trainer: session.trainer.name })}
              />
            ))}
          </ul>
        </Panel>
        <MyAttendance />
      </div>
    </>
  );
}

/** The next session: how soon, with whom, and the link to join. */
function NextSession({ session }: { session: Session | undefined }) {
  const { t } = useTranslation('dashboard');
  if (session) return <Card key={session.id} session={session} />;
  return (
    <EmptyState icon={IconCalendarOff} title={t('next_session.nothing')} text={t('next_session.nothing_text')}>
      <ButtonLink to="/calendar" variant="default">
        {t('today.calendar')}
      </ButtonLink>
    </EmptyState>
  );
}

function Card({ session }: { session: Session }) {
  const { t } = useTranslation('dashboard');
  const toStart = useTimeTo(session.scheduled_date);
  const starts = Date.parse(session.scheduled_date);
  const now = starts - toStart;
  const toEnd = Date.parse(session.ends_at) - now;
  return (
    <section className={nextSessionClasses.card} aria-labelledby="next-session">
      <div className={nextSessionClasses.words}>
        <span className={nextSessionClasses.kicker}>
          {t(toStart > 0 ? 'next_session.title' : 'next_session.running')}
        </span>
        <h2 id="next-session" className={nextSessionClasses.title}>
          <Link to="/sessions/$sessionId" params={{ sessionId: String(session.id) }} search={{ dialog: undefined }}>
            {session.title}
          </Link>
        </h2>
        <SessionTime session={session} />
        <span>{t('next_session.with', { trainer: session.trainer.name })}</span>
      </div>
      <div className={nextSessionClasses.side}>
        <Countdown toStart={toStart} toEnd={toEnd} />
        <Join session={session} now={now} />
        <span className={nextSessionClasses.hint}>
          {session.class_link === null
            ? t('next_session.no_link')
            : !canJoin(session, now) &&
              t('next_session.join_from', {
                time: clockTime(starts - organisation.get().join_minutes_before * 60_000),
              })}
        </span>
      </div>
    </section>
  );
}

function Join({ session, now }: { session: Session; now: number }) {
  const { t } = useTranslation('dashboard');
  const { class_link } = session;
  const icon = <IconVideo size={18} />;
  if (class_link === null) return null;
  if (!canJoin(session, now)) {
    return (
      <Button size="md" leftSection={icon} disabled>
        {t('join')}
      </Button>
    );
  }
  return (
    <Button component="a" href={class_link} target="_blank" rel="noreferrer" size="md" leftSection={icon}>
      {t('join')}
    </Button>
  );
}

/** A countdown to a session, or how long it still lasts. Announced to screen readers only a few times. */
function Countdown({ toStart, toEnd }: { toStart: number; toEnd: number }) {
  const { t } = useTranslation('dashboard');
  const spoken = spokenMinutes(toStart);
  return (
    <>
      <div className={nextSessionClasses.left} aria-hidden="true">
        {toStart > 0 ? <Left ms={toStart} /> : t('countdown.running', { count: Math.ceil(toEnd / 60_000) })}
      </div>
      <VisuallyHidden aria-live="polite">
        {spoken === 0 ? t('countdown.begun') : spoken !== null && t('countdown.spoken', { count: spoken })}
      </VisuallyHidden>
    </>
  );
}

function Left({ ms }: { ms: number }) {
  const { t } = useTranslation('dashboard');
  const { days, hours, minutes, seconds } = timeLeft(ms);
  if (ms <= NEAR_MS) return `${minutes}:${String(seconds).padStart(2, '0')}`;
  if (days > 0) return t('countdown.days', { count: days, hours });
  if (hours > 0) return t('countdown.hours', { hours, minutes });
  return t('countdown.minutes', { count: minutes });
}

/** Milliseconds until an instant, negative after it. Only updated every second when it is near. */
function useTimeTo(instant: string): number {
  const at = Date.parse(instant);
  const [now, setNow] = useState(serverNow);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every tick sets the next
  useEffect(() => {
    const timer = setTimeout(() => setNow(serverNow()), nextTick(at - serverNow()));
    return () => clearTimeout(timer);
  }, [at, now]);
  return at - now;
}
