import { IconClipboardCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime, dateTime, dayName, viewerZone } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { useNow } from '@/lib/useNow';
import { dayBounds, wallClock } from '@/lib/wallClock';
import { phaseOf, SessionLocation, sessionsQuery } from '@/sessions';
import { ErrorState } from '@/ui/feedback/ErrorState';
import { KeptPlace } from '@/ui/feedback/KeptPlace';
import { AnchorLink, ButtonLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import classes from './dashboard.module.css';
import own from './NowAndNext.module.css';

const MAX_SESSIONS_READ = 100;
const MAX_NEXT = 5;

/** The sessions of all trainers that are in progress, and those that follow today. */
export function NowAndNext() {
  const { t } = useTranslation('dashboard');
  const now = useNow();
  const { from, to } = dayBounds(now, viewerZone());
  const sessions = useQuery(
    sessionsQuery({ status: 'scheduled', from, to, order: 'scheduled_date', limit: MAX_SESSIONS_READ }),
  );
  const items = sessions.data?.items ?? [];
  const running = items.filter((session) => phaseOf(session, now) === 'running');
  const coming = items.filter((session) => phaseOf(session, now) === 'scheduled');
  const isOver = sessions.isSuccess && running.length + coming.length === 0;
  const later = useQuery({
    ...sessionsQuery({ status: 'scheduled', from: to, order: 'scheduled_date', limit: 1 }),
    enabled: isOver,
  });
  const more = coming.length - MAX_NEXT;
  const day = wallClock(now, viewerZone()).date;
  return (
    <Panel
      title={t('now.title')}
      note={dayName(now)}
      action={
        <AnchorLink to="/calendar" search={{ view: 'day', day }} size="sm">
          {t('now.calendar')}
        </AnchorLink>
      }
    >
      {sessions.isError && !sessions.data ? (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : (
        <KeptPlace name="home.now" isLoading={!sessions.data || later.isLoading}>
          <Group title={t('now.running')} sessions={running} isRunning />
          <Group title={t('now.next')} sessions={coming.slice(0, MAX_NEXT)} />
          {more > 0 && <p className={own.more}>{t('now.more', { count: more })}</p>}
          {isOver && <NextDay hasHeld={items.length > 0} next={later.data?.items[0]} />}
        </KeptPlace>
      )}
    </Panel>
  );
}

interface GroupProps {
  title: string;
  sessions: readonly Session[];
  isRunning?: boolean;
}

function Group({ title, sessions, isRunning = false }: GroupProps) {
  if (sessions.length === 0) return null;
  return (
    <section aria-label={title} className={own.group}>
      <h3 className={own.kind}>{title}</h3>
      <ul className={own.list}>
        {sessions.map((session) => (
          <Row key={session.id} session={session} isRunning={isRunning} />
        ))}
      </ul>
    </section>
  );
}

function Row({ session, isRunning }: { session: Session; isRunning: boolean }) {
  const { t } = useTranslation('dashboard');
  const { id, title, trainer, trainee_count, capacity, attendance, scheduled_date, ends_at } = session;
  const params = { sessionId: String(id) };
  const seats =
    capacity === null ? t('trainees_count', { count: trainee_count }) : t('seats', { count: trainee_count, capacity });
  const marks = t('inbox.marked', { count: attendance.length, all: trainee_count });
  return (
    <li className={own.row} data-running={isRunning || undefined}>
      <span className={own.time}>
        {clockTime(scheduled_date)}
        <span>{clockTime(ends_at)}</span>
      </span>
      <div className={classes.words}>
        <Link to="/sessions/$sessionId" params={params} search={{ dialog: undefined }}>
          {title}
        </Link>
        <span className={classes.quiet}>
          {`${personName(trainer)} · ${isRunning && trainee_count > 0 ? marks : seats}`}
        </span>
        <SessionLocation session={session} />
      </div>
      {isRunning && trainee_count > 0 && (
        <ButtonLink
          to="/sessions/$sessionId"
          params={params}
          search={{ dialog: 'attendance' }}
          size="compact-sm"
          variant="default"
          leftSection={<IconClipboardCheck size={16} aria-hidden />}
          aria-label={t('attendance_of', { title })}
        >
          {t('attendance')}
        </ButtonLink>
      )}
    </li>
  );
}

/** Nothing is left today: when it goes on. */
function NextDay({ hasHeld, next }: { hasHeld: boolean; next: Session | undefined }) {
  const { t } = useTranslation('dashboard');
  return (
    <div className={own.nothing}>
      <p>{t(hasHeld ? 'now.over' : 'now.nothing')}</p>
      {next && (
        <p>
          {`${t('now.goes_on')} `}
          <AnchorLink
            to="/sessions/$sessionId"
            params={{ sessionId: String(next.id) }}
            search={{ dialog: undefined }}
            underline="always"
          >
            {next.title}
          </AnchorLink>
          {`, ${dateTime(next.scheduled_date)}`}
        </p>
      )}
    </div>
  );
}
