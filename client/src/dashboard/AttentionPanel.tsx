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
import type { Attention, SessionBrief } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime, viewerZone } from '@/i18n/format';
import { useNow, wallClock } from '@/sessions';
import { Loaded } from '@/ui/Loaded';
import { Panel } from '@/ui/Panel';
import { LinesSkeleton } from '@/ui/skeletons';
import classes from './AttentionPanel.module.css';
import parts from './dashboard.module.css';
import { soon } from './days';
import { attentionQuery } from './queries';

const REREAD_MS = 60_000;

/** What somebody has to mend. Every line leads to where it can be done. */
export function AttentionPanel() {
  const { t } = useTranslation('dashboard');
  // Sessions end without anything being told.
  const attention = useQuery({ ...attentionQuery(), refetchInterval: REREAD_MS });
  return (
    <Panel title={t('attention.title')}>
      <Loaded query={attention} skeleton={<LinesSkeleton lines={4} />}>
        {(found) => <Kinds found={found} />}
      </Loaded>
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
      <Kind kind="clashes" icon={IconUsersGroup} count={clashes}>
        {found.first_clashes.map(({ person, session, other }) => (
          <li key={`${person.id}-${session.id}`}>
            <Link
              to="/sessions/$sessionId"
              params={{ sessionId: String(session.id) }}
              search={{ dialog: 'move' }}
              className={classes.line}
            >
              {t('attention.clash', { person: person.name, session: session.title, other: other.title })}
              <span>{timeOf(session)}</span>
            </Link>
          </li>
        ))}
        <More count={clashes - found.first_clashes.length}>
          {(label) => (
            <Link to="/calendar" className={classes.more}>
              {label}
            </Link>
          )}
        </More>
      </Kind>
      <Kind kind="unclosed" icon={IconClipboardX} count={unclosed_sessions}>
        {found.last_unclosed_sessions.map((session) => (
          <li key={session.id}>
            <Link
              to="/sessions/$sessionId"
              params={{ sessionId: String(session.id) }}
              search={{ dialog: 'attendance' }}
              className={classes.line}
            >
              {session.title}
              <span>{timeOf(session)}</span>
            </Link>
          </li>
        ))}
        <More count={unclosed_sessions - found.last_unclosed_sessions.length}>
          {(label) => (
            <Link to="/sessions" search={{ status: 'scheduled', to: today }} className={classes.more}>
              {label}
            </Link>
          )}
        </More>
      </Kind>
      <Kind kind="temporary" icon={IconKey} count={temporary_passwords ?? 0}>
        {found.first_temporary_passwords.map(({ id, name }) => (
          <li key={id}>
            <Link
              to="/users/$userId"
              params={{ userId: String(id) }}
              search={{ dialog: 'password' }}
              className={classes.line}
            >
              {name}
            </Link>
          </li>
        ))}
        <More count={(temporary_passwords ?? 0) - found.first_temporary_passwords.length}>
          {(label) => (
            <Link to="/users" className={classes.more}>
              {label}
            </Link>
          )}
        </More>
      </Kind>
      <Kind kind="unassigned" icon={IconLinkOff} count={unassigned_trainees ?? 0}>
        {found.first_unassigned_trainees.map(({ id, name }) => (
          <li key={id}>
            <Link
              to="/users/$userId"
              params={{ userId: String(id) }}
              search={{ dialog: 'assign' }}
              className={classes.line}
            >
              {name}
            </Link>
          </li>
        ))}
        <More count={(unassigned_trainees ?? 0) - found.first_unassigned_trainees.length}>
          {(label) => (
            <Link to="/assignments" className={classes.more}>
              {label}
            </Link>
          )}
        </More>
      </Kind>
    </>
  );
}

interface KindProps {
  kind: 'clashes' | 'unclosed' | 'temporary' | 'unassigned';
  icon: TablerIcon;
  count: number;
  children: ReactNode;
}

function Kind({ kind, icon: Icon, count, children }: KindProps) {
  const { t } = useTranslation('dashboard');
  if (count === 0) return null;
  return (
    <div className={classes.group}>
      <h3 className={classes.kind} data-kind={kind}>
        <Icon size={16} aria-hidden />
        {t(`attention.${kind}`)}
        <span className={classes.count}>{count}</span>
      </h3>
      <ul className={classes.list}>{children}</ul>
    </div>
  );
}

function More({ count, children }: { count: number; children: (label: string) => ReactNode }) {
  const { t } = useTranslation('dashboard');
  return count > 0 && <li>{children(t('attention.more', { count }))}</li>;
}

const timeOf = ({ scheduled_date, ends_at }: SessionBrief) => `${soon(scheduled_date)}–${clockTime(ends_at)}`;
