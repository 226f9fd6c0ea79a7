import { Button } from '@mantine/core';
import { IconCalendarSmile, IconClipboardCheck, IconUsersPlus, IconVideo } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { clockTime, longDate, viewerZone } from '@/i18n/formatDates';
import { useNow } from '@/lib/useNow';
import { dayBounds } from '@/lib/wallClock';
import { AbsentCount, canJoin, phaseOf, SessionLocation, SessionTime, StatusBadge, sessionsQuery } from '@/sessions';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { AnchorLink, ButtonLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import classes from './dashboard.module.css';
import { Inbox } from './inbox/Inbox';
import { MyTraineesPanel } from './MyTraineesPanel';
import { SessionLine } from './SessionLine';
import todayClasses from './Today.module.css';

/** A trainer's day: today, what waits, the next sessions, and their trainees. */
export default function TrainerDashboard() {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <Today />
        <Inbox />
        <MyTraineesPanel className={classes.late} />
      </div>
      <div className={classes.column}>
        <NextSessions />
      </div>
    </div>
  );
}

/** A trainer's sessions today, in order, with a line at the current time. */
function Today() {
  const { t } = useTranslation('dashboard');
  const me = useMe();
  const now = useNow();
  const { from, to } = dayBounds(now, viewerZone());
  const sessions = useQuery(sessionsQuery({ trainer_id: me.id, from, to, order: 'scheduled_date', limit: 100 }));
  return (
    <Panel title={t('today.title')} note={longDate(now)}>
      <QueryBoundary query={sessions} keepAs="home.today">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={IconCalendarSmile} text={t('today.nothing')}>
              <ButtonLink to="/calendar" variant="default">
                {t('today.calendar')}
              </ButtonLink>
            </EmptyState>
          ) : (
            <ol className={todayClasses.line}>
              {items.map((session, i) => [
                isBetween(now, items[i - 1], session) && <NowLine key="now" now={now} />,
                <Item key={session.id} session={session} now={now} />,
              ])}
              {isBetween(now, items.at(-1), undefined) && <NowLine now={now} />}
            </ol>
          )
        }
      </QueryBoundary>
    </Panel>
  );
}

/** The line is before the first session that has not started yet. */
const isBetween = (now: number, before: Session | undefined, after: Session | undefined) =>
  (!before || Date.parse(before.scheduled_date) <= now) && (!after || Date.parse(after.scheduled_date) > now);

function NowLine({ now }: { now: number }) {
  const { t } = useTranslation('dashboard');
  return (
    <li className={todayClasses.now} aria-label={t('today.now', { time: clockTime(now) })}>
      <time>{clockTime(now)}</time>
    </li>
  );
}

function Item({ session, now }: { session: Session; now: number }) {
  const { t } = useTranslation('dashboard');
  const phase = phaseOf(session, now);
  const { id, title, class_link, trainee_count, capacity, attendance } = session;
  const seats =
    capacity === null ? t('trainees_count', { count: trainee_count }) : t('seats', { count: trainee_count, capacity });
  const hasBegun = phase === 'running' || phase === 'past';
  const params = { sessionId: String(id) };
  return (
    <li className={todayClasses.item} data-phase={phase}>
      <span className={todayClasses.clock} aria-hidden>
        {clockTime(session.scheduled_date)}
      </span>
      <span className={todayClasses.dot} aria-hidden />
      <div className={todayClasses.card}>
        <div className={classes.words}>
          <Link to="/sessions/$sessionId" params={params} search={{ dialog: undefined }}>
            {title}
          </Link>
          <span className={classes.quiet}>
            <SessionTime session={session} withDay={false} />
          </span>
          <span className={classes.quiet}>
            {seats}
            {hasBegun && trainee_count > 0 && ` · ${t('marked', { count: attendance.length })}`}
          </span>
          <SessionLocation session={session} />
          {session.status === 'scheduled' && <AbsentCount session={session} />}
        </div>
        <div className={classes.buttons}>
          {class_link !== null && canJoin(session, now) && (
            <Button
              component="a"
              href={class_link}
              target="_blank"
              rel="noreferrer"
              size="xs"
              leftSection={<IconVideo size={16} />}
            >
              {t('join')}
            </Button>
          )}
          {hasBegun && (
            <ButtonLink
              to="/sessions/$sessionId"
              params={params}
              search={{ dialog: 'attendance' }}
              size="xs"
              variant="default"
              leftSection={<IconClipboardCheck size={16} />}
              aria-label={t('attendance_of', { title })}
            >
              {t('attendance')}
            </ButtonLink>
          )}
          {phase === 'scheduled' && (
            <ButtonLink
              to="/sessions/$sessionId"
              params={params}
              search={{ dialog: 'trainees' }}
              size="xs"
              variant="default"
              leftSection={<IconUsersPlus size={16} />}
              aria-label={t('add_trainees_to', { title })}
            >
              {t('add_trainees')}
            </ButtonLink>
          )}
          {(phase === 'completed' || phase === 'cancelled') && <StatusBadge session={session} />}
        </div>
      </div>
    </li>
  );
}

const MAX_SESSIONS = 5;

/** A trainer's sessions from tomorrow on, with links to their rosters. */
function NextSessions() {
  const { t } = useTranslation('dashboard');
  const me = useMe();
  const { to: tomorrow } = dayBounds(useNow(), viewerZone());
  const sessions = useQuery(
    sessionsQuery({
      trainer_id: me.id,
      status: 'scheduled',
      from: tomorrow,
      order: 'scheduled_date',
      limit: MAX_SESSIONS,
    }),
  );
  return (
    <Panel
      title={t('next.title')}
      action={
        <AnchorLink to="/sessions" search={{ status: 'scheduled', order: 'scheduled_date' }} size="sm">
          {t('next.all')}
        </AnchorLink>
      }
    >
      <QueryBoundary query={sessions} keepAs="home.next">
        {({ items }) =>
          items.length === 0 ? (
            <p className={classes.nothing}>{t('next.nothing')}</p>
          ) : (
            <ul className={classes.list}>
              {items.map((session) => (
                <SessionLine
                  key={session.id}
                  session={session}
                  note={
                    <>
                      {t('trainees_count', { count: session.trainee_count })} <AbsentCount session={session} />
                    </>
                  }
                >
                  <ButtonLink
                    to="/sessions/$sessionId"
                    params={{ sessionId: String(session.id) }}
                    search={{ dialog: 'trainees' }}
                    size="compact-sm"
                    variant="default"
                    aria-label={t('add_trainees_to', { title: session.title })}
                  >
                    <IconUsersPlus size={16} aria-hidden />
                  </ButtonLink>
                </SessionLine>
              ))}
            </ul>
          )
        }
      </QueryBoundary>
    </Panel>
  );
}
