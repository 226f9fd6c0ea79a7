import {
  IconCircleCheck,
  IconClipboardX,
  IconKey,
  IconLinkOff,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '@/api/client';
import type { Attention, SessionBrief, SessionStatus, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { timeRange, viewerZone } from '@/i18n/formatDates';
import { useNow } from '@/lib/useNow';
import { wallClock } from '@/lib/wallClock';
import { liveDerived } from '@/live/queries';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { Panel } from '@/ui/layout/Panel';
import classes from './AttentionPanel.module.css';
import parts from './dashboard.module.css';

const REREAD_MS = 60_000;

/** What needs attention. Every line links to where it can be dealt with. */
export function AttentionPanel() {
  const { t } = useTranslation('dashboard');
  // No event announces that a session has ended.
  const attention = useQuery({ ...attentionQuery(), refetchInterval: REREAD_MS });
  return (
    <Panel title={t('attention.title')}>
      <QueryBoundary query={attention} skeleton={<LinesSkeleton lines={4} />}>
        {(found) => <Kinds found={found} />}
      </QueryBoundary>
    </Panel>
  );
}

function Kinds({ found }: { found: Attention }) {
  const { t } = useTranslation('dashboard');
  const today = wallClock(useNow(), viewerZone()).date;
  const { clashes, unclosed_sessions, temporary_passwords, unassigned_trainees } = found;
  if (!clashes && !unclosed_sessions && !temporary_passwords && !unassigned_trainees) {
    return (
      <p className={parts.nothing}>
        <IconCircleCheck size={22} aria-hidden />
        {t('attention.nothing')}
      </p>
    );
  }
  return (
    <>
      <Kind kind="conflicts" icon={IconUsersGroup} count={clashes} more="/calendar">
        {found.first_clashes.map(({ person, session, other }) => (
          <SessionLine key={`${person.id}-${session.id}`} session={session} dialog="move">
            {t('attention.conflict', { person: person.name, session: session.title, other: other.title })}
          </SessionLine>
        ))}
      </Kind>
      <Kind
        kind="unclosed"
        icon={IconClipboardX}
        count={unclosed_sessions}
        more="/sessions"
        search={{ status: 'scheduled', to: today }}
      >
        {found.last_unclosed_sessions.map((session) => (
          <SessionLine key={session.id} session={session} dialog="attendance">
            {session.title}
          </SessionLine>
        ))}
      </Kind>
      <Kind kind="temporary" icon={IconKey} count={temporary_passwords ?? 0} more="/users">
        {found.first_temporary_passwords.map((person) => (
          <PersonLine key={person.id} person={person} dialog="password" />
        ))}
      </Kind>
      <Kind kind="unassigned" icon={IconLinkOff} count={unassigned_trainees ?? 0} more="/assignments">
        {found.first_unassigned_trainees.map((person) => (
          <PersonLine key={person.id} person={person} dialog="assign" />
        ))}
      </Kind>
    </>
  );
}

interface KindProps {
  kind: 'conflicts' | 'unclosed' | 'temporary' | 'unassigned';
  icon: TablerIcon;
  count: number;
  /** Where to find those that are not listed. */
  more: '/calendar' | '/sessions' | '/users' | '/assignments';
  search?: { status: SessionStatus; to: string };
  /** The first of them. */
  children: readonly ReactNode[];
}

function Kind({ kind, icon: Icon, count, more, search = undefined, children }: KindProps) {
  const { t } = useTranslation('dashboard');
  if (count === 0) return null;
  return (
    <div className={classes.group}>
      <h3 className={classes.kind} data-kind={kind}>
        <Icon size={16} aria-hidden />
        {t(`attention.${kind}`)}
        <span className={classes.count}>{count}</span>
      </h3>
      <ul className={classes.list}>
        {children}
        {count > children.length && (
          <li>
            <Link to={more} search={search} className={classes.more}>
              {t('attention.more', { count: count - children.length })}
            </Link>
          </li>
        )}
      </ul>
    </div>
  );
}

interface SessionLineProps {
  session: SessionBrief;
  dialog: 'move' | 'attendance';
  children: string;
}

function SessionLine({ session, dialog, children }: SessionLineProps) {
  return (
    <li>
      <Link
        to="/sessions/$sessionId"
        params={{ sessionId: String(session.id) }}
        search={{ dialog }}
        className={classes.line}
      >
        {children}
        <span>{timeOf(session)}</span>
      </Link>
    </li>
  );
}

function PersonLine({ person, dialog }: { person: Pick<User, 'id' | 'name'>; dialog: 'password' | 'assign' }) {
  return (
    <li>
      <Link to="/users/$userId" params={{ userId: String(person.id) }} search={{ dialog }} className={classes.line}>
        {person.name}
      </Link>
    </li>
  );
}

const timeOf = ({ scheduled_date, ends_at }: SessionBrief) => timeRange(scheduled_date, ends_at);

/** What needs attention: everything for admins, their own sessions for trainers. */
const attentionQuery = () =>
  liveDerived(['analytics', 'attention'], ['users', 'sessions', 'assignments', 'passwords'], (signal) =>
    api.GET('/analytics/attention', { signal }),
  );
