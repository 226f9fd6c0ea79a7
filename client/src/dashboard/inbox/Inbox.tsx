import {
  IconCircleCheck,
  IconClipboardX,
  IconKey,
  IconLinkOff,
  IconUserQuestion,
  IconUsersGroup,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { api } from '@/api/client';
import type { Attention, Person, Session, SessionBrief } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { dateTime, timeRange } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { useNow } from '@/lib/useNow';
import type { Page } from '@/live/cacheRules';
import { liveDerived } from '@/live/queries';
import { phaseOf, SessionDialog, type SessionModalName, sessionsQuery, useSessionChange } from '@/sessions';
import { ErrorState } from '@/ui/feedback/ErrorState';
import { KeptPlace } from '@/ui/feedback/KeptPlace';
import { AnchorLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import { PersonDialog } from '@/users';
import classes from './Inbox.module.css';
import { type InboxItem, InboxList } from './InboxList';

const REREAD_MS = 60_000;
const STEP_MS = 5 * 60_000;
/** Of the sessions that are over; the others are counted, and in the list of sessions. */
const MAX_SESSIONS = 40;

type Dialog = { of: 'session'; id: number; name: SessionModalName } | { of: 'person'; id: number; name: PersonModal };
type PersonModal = 'assign' | 'password';

/** What waits for the user: everything for admins, their own sessions for trainers. What can be done is in each row. */
export function Inbox() {
  const { t } = useTranslation('dashboard');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  // No event announces that a session has ended.
  const attention = useQuery({ ...attentionQuery(), refetchInterval: REREAD_MS });
  const over = useSessionsOver();
  const failed = [attention, over].find(({ data, isError }) => isError && data === undefined);
  const onClose = () => setDialog(null);
  const retry = () => [attention, over].forEach((query) => void (query.isError && query.refetch()));
  return (
    <Panel title={t('inbox.title')}>
      {failed && <ErrorState error={failed.error} onRetry={retry} />}
      {!failed && (
        <KeptPlace name="home.inbox" isLoading={!(attention.data && over.data)} usualLines={6}>
          {attention.data && over.data && <Kinds found={attention.data} over={over.data} onOpen={setDialog} />}
        </KeptPlace>
      )}
      <Suspense>
        {dialog?.of === 'session' && <SessionDialog sessionId={dialog.id} dialog={dialog.name} onClose={onClose} />}
        {dialog?.of === 'person' && <PersonDialog userId={dialog.id} dialog={dialog.name} onClose={onClose} />}
      </Suspense>
    </Panel>
  );
}

/** The sessions that have started and are not closed, latest first. */
function useSessionsOver() {
  const to = new Date(Math.ceil(useNow() / STEP_MS) * STEP_MS).toISOString();
  const whose = usePermissions().sessionScope;
  return useQuery({
    ...sessionsQuery({ ...whose, status: 'scheduled', to, limit: MAX_SESSIONS }),
    placeholderData: keepPreviousData,
  });
}

interface KindsProps {
  found: Attention;
  over: Page<Session>;
  onOpen: (dialog: Dialog) => void;
}

function Kinds({ found, over, onOpen }: KindsProps) {
  const { t } = useTranslation('dashboard');
  const { empty_sessions, first_empty_sessions } = found;
  const unclosed = useUnclosed(found, over, onOpen);
  const session = (name: SessionModalName, label: string, { id, title }: SessionBrief) => ({
    label,
    name: `${label}: ${title}`,
    run: () => onOpen({ of: 'session', id, name }),
    isPrimary: true,
  });
  const person = (name: PersonModal, label: string, { id, name: whom }: Person): InboxItem => ({
    key: `${name}-${id}`,
    link: { to: '/users/$userId', id },
    title: whom,
    actions: [{ label, name: `${label}: ${whom}`, run: () => onOpen({ of: 'person', id, name }), isPrimary: true }],
  });
  const isNothing =
    unclosed.items.length + found.clashes + empty_sessions === 0 &&
    !found.temporary_passwords &&
    !found.unassigned_trainees;
  if (isNothing) {
    return (
      <p className={classes.nothing}>
        <IconCircleCheck size={22} aria-hidden />
        {t('inbox.nothing')}
      </p>
    );
  }
  return (
    <>
      <InboxList
        icon={IconUsersGroup}
        title={t('inbox.conflicts')}
        isUrgent
        count={found.clashes}
        items={found.first_clashes.map(({ person, session: later, other }) => ({
          key: `${person.id}-${later.id}`,
          link: { to: '/sessions/$sessionId', id: later.id },
          title: t('inbox.conflict', { person: person.name, session: later.title, other: other.title }),
          detail: timeOf(later),
          actions: [session('move', t('inbox.move'), later)],
        }))}
        more={(text) => (
          <AnchorLink to="/calendar" size="sm">
            {text}
          </AnchorLink>
        )}
      />
      <InboxList
        icon={IconClipboardX}
        title={t('inbox.unclosed')}
        count={unclosed.count}
        items={unclosed.items}
        more={(text) => (
          <AnchorLink to="/sessions" search={{ status: 'scheduled', when: 'past' }} size="sm">
            {text}
          </AnchorLink>
        )}
      />
      <InboxList
        icon={IconUserQuestion}
        title={t('inbox.empty')}
        count={empty_sessions}
        items={first_empty_sessions.map((each) => ({
          key: String(each.id),
          link: { to: '/sessions/$sessionId', id: each.id },
          title: each.title,
          detail: timeOf(each),
          actions: [session('trainees', t('add_trainees'), each)],
        }))}
        more={(text) => (
          <AnchorLink to="/sessions" search={{ status: 'scheduled' }} size="sm">
            {text}
          </AnchorLink>
        )}
      />
      <InboxList
        icon={IconLinkOff}
        title={t('inbox.unassigned')}
        count={found.unassigned_trainees ?? 0}
        items={found.first_unassigned_trainees.map((each) => person('assign', t('inbox.assign'), each))}
        more={(text) => (
          <AnchorLink to="/assignments" size="sm">
            {text}
          </AnchorLink>
        )}
      />
      <InboxList
        icon={IconKey}
        title={t('inbox.temporary')}
        count={found.temporary_passwords ?? 0}
        items={found.first_temporary_passwords.map((each) => person('password', t('inbox.password'), each))}
        more={(text) => (
          <AnchorLink to="/users" size="sm">
            {text}
          </AnchorLink>
        )}
      />
    </>
  );
}

/** The sessions that are over and not closed: their attendance comes first where marks are missing. */
function useUnclosed(found: Attention, over: Page<Session>, onOpen: (dialog: Dialog) => void) {
  const { t } = useTranslation('dashboard');
  const { seeAllSessions } = usePermissions();
  const now = useNow();
  const { end } = useSessionChange();
  const sessions = over.items.filter((session) => phaseOf(session, now) === 'past');
  const items = sessions.map((session): InboxItem => {
    const { id, title, trainer, trainee_count, attendance } = session;
    const isMarked = attendance.length >= trainee_count;
    const marks =
      trainee_count === 0 ? t('inbox.nobody') : t('inbox.marked', { count: attendance.length, all: trainee_count });
    const complete = {
      label: t('inbox.complete'),
      name: `${t('inbox.complete')}: ${title}`,
      run: () => end(session, { status: 'completed' }),
      isPrimary: isMarked,
    };
    const mark = {
      label: t('attendance'),
      name: t('attendance_of', { title }),
      run: () => onOpen({ of: 'session', id, name: 'attendance' }),
      isPrimary: true,
    };
    return {
      key: String(id),
      link: { to: '/sessions/$sessionId', id },
      title,
      detail: [dateTime(session.scheduled_date), ...(seeAllSessions ? [personName(trainer)] : []), marks].join(' · '),
      actions: isMarked ? [complete] : [complete, mark],
    };
  });
  const isAll = over.total !== null && over.total <= over.items.length;
  return { items, count: isAll ? items.length : Math.max(items.length, found.unclosed_sessions) };
}

const timeOf = ({ scheduled_date, ends_at }: SessionBrief) => timeRange(scheduled_date, ends_at);

/** What needs attention: everything for admins, their own sessions for trainers. */
const attentionQuery = () =>
  liveDerived(['analytics', 'attention'], ['users', 'sessions', 'assignments', 'passwords'], (signal) =>
    api.GET('/analytics/attention', { signal }),
  );
