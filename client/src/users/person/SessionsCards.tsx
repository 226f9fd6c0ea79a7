import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Session, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { serverNow } from '@/lib/serverClock';
import type { Page } from '@/live/cacheRules';
import { MarkBadge, SessionTime, StatusBadge, sessionsQuery } from '@/sessions';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AnchorLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import classes from './Card.module.css';

const MAX_SESSIONS = 6;
/** Those that are still in progress are left out of the past ones, and the list has to be full all the same. */
const MAX_READ = MAX_SESSIONS + 4;

const whose = ({ id, role }: User) => (role === 'trainee' ? { trainee_id: id } : { trainer_id: id });

/** The sessions that a person leads or attends now and next. */
export function UpcomingCard({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const [from] = useState(() => new Date(serverNow()).toISOString());
  const sessions = useQuery(
    sessionsQuery({ ...whose(user), status: 'scheduled', from, order: 'scheduled_date', limit: MAX_SESSIONS }),
  );
  const more = sessions.data ? (sessions.data.total ?? 0) - sessions.data.items.length : 0;
  return (
    <Panel
      title={t('person.upcoming')}
      action={
        <AnchorLink to="/sessions" search={whose(user)} size="sm">
          {t('person.all_sessions')}
        </AnchorLink>
      }
    >
      <Rows sessions={sessions} nothing={t('person.no_sessions')}>
        {(session) => <StatusBadge session={session} />}
      </Rows>
      {more > 0 && (
        <p className={classes.nothing}>
          <AnchorLink to="/sessions" search={whose(user)} inherit>
            {t('person.more_sessions', { count: more })}
          </AnchorLink>
        </p>
      )}
    </Panel>
  );
}

/** The sessions that a person has led or attended, latest first: with the mark, or with how many came. */
export function PastCard({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const [to] = useState(() => new Date(serverNow()).toISOString());
  const sessions = useQuery(sessionsQuery({ ...whose(user), to, limit: MAX_READ }));
  return (
    <Panel
      title={t('person.past')}
      action={
        <AnchorLink to="/sessions" search={{ ...whose(user), when: 'past' }} size="sm">
          {t('person.all_sessions')}
        </AnchorLink>
      }
    >
      <Rows
        sessions={sessions}
        nothing={t('person.no_past_sessions')}
        shows={({ ends_at }) => Date.parse(ends_at) <= Date.parse(to)}
      >
        {(session) => <Outcome session={session} user={user} />}
      </Rows>
    </Panel>
  );
}

/** What came of a session for a person. */
function Outcome({ session, user }: { session: Session; user: User }) {
  const { t } = useTranslation('users');
  const { attendance, status, trainee_count } = session;
  const mark = attendance.find(({ trainee_id }) => trainee_id === user.id);
  if (mark) return <MarkBadge session={session} mark={mark} />;
  if (status === 'cancelled' || attendance.length === 0) return <StatusBadge session={session} />;
  if (user.role === 'trainee') return <span className={classes.quiet}>{t('person.not_marked')}</span>;
  const came = attendance.filter(({ status }) => status === 'present' || status === 'late').length;
  return <span className={classes.quiet}>{t('person.came', { came, count: trainee_count })}</span>;
}

interface RowsProps {
  sessions: UseQueryResult<Page<Session>>;
  nothing: string;
  shows?: (session: Session) => boolean;
  /** What a row ends with. */
  children: (session: Session) => ReactNode;
}

function Rows({ sessions, nothing, shows = () => true, children }: RowsProps) {
  return (
    <QueryBoundary query={sessions} skeleton={<LinesSkeleton lines={3} height={52} />}>
      {({ items }) => {
        const shown = items.filter(shows).slice(0, MAX_SESSIONS);
        if (shown.length === 0) return <p className={classes.nothing}>{nothing}</p>;
        return (
          <ul className={classes.list}>
            {shown.map((session) => (
              <li key={session.id} className={classes.row}>
                <div className={classes.words}>
                  <AnchorLink
                    to="/sessions/$sessionId"
                    params={{ sessionId: String(session.id) }}
                    search={{ dialog: undefined }}
                    c="var(--tms-ink)"
                    fw={550}
                  >
                    {session.title}
                  </AnchorLink>
                  <SessionTime session={session} withZone={false} />
                </div>
                {children(session)}
              </li>
            ))}
          </ul>
        );
      }}
    </QueryBoundary>
  );
}
