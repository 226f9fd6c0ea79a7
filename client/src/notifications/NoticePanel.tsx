import { Button } from '@mantine/core';
import {
  IconBellCheck,
  IconCalendarEvent,
  IconCalendarOff,
  IconCalendarPlus,
  IconClipboardCheck,
  IconClockEdit,
  IconKey,
  IconLink,
  IconPencil,
  IconUserPlus,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Role } from '@/api/types';
import { assignmentsQuery } from '@/assignments';
import { useMe } from '@/auth/AuthContext';
import { i18n, type Key, useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { userQuery } from '@/people';
import { useNow } from '@/sessions';
import classes from './Bell.module.css';
import type { Notice, NoticeKind } from './notice';
import { ago, shortTime } from './relativeTime';

interface Props {
  notices: readonly Notice[];
  /** One has been read, or without an id all. */
  onRead: (id?: string) => void;
  onClose: () => void;
}

/** The list under the bell, the newest first. */
export default function NoticePanel({ notices, onRead, onClose }: Props) {
  const { t } = useTranslation('notifications');
  const heading = useRef<HTMLHeadingElement>(null);
  const now = useNow();
  useEffect(() => heading.current?.focus(), []);
  return (
    <div
      role="dialog"
      aria-labelledby="notices"
      className={classes.panel}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <div className={classes.top}>
        <h2 id="notices" ref={heading} tabIndex={-1} className={classes.title}>
          {t('title')}
        </h2>
        {notices.some(({ isRead }) => !isRead) && (
          <Button size="compact-sm" variant="subtle" onClick={() => onRead()}>
            {t('mark_all')}
          </Button>
        )}
      </div>
      {notices.length === 0 ? (
        <div className={classes.none}>
          <IconBellCheck size={36} stroke={1.4} aria-hidden />
          <p>{t('nothing')}</p>
        </div>
      ) : (
        <ul className={classes.list}>
          {notices.map((notice) => (
            <li key={notice.id}>
              <NoticeLine notice={notice} now={now} onRead={() => onRead(notice.id)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const ICONS: Record<NoticeKind, TablerIcon> = {
  added: IconCalendarPlus,
  moved: IconClockEdit,
  cancelled: IconCalendarOff,
  completed: IconClipboardCheck,
  reopened: IconCalendarEvent,
  renamed: IconPencil,
  link: IconLink,
  trainer: IconUsersGroup,
  marked: IconClipboardCheck,
  roster: IconUsersGroup,
  marks: IconClipboardCheck,
  changed: IconCalendarEvent,
  gone: IconCalendarOff,
  assigned: IconUserPlus,
  unassigned: IconUsersGroup,
  password: IconKey,
  person: IconUserPlus,
};

interface NoticeLineProps {
  notice: Notice;
  now: number;
  onRead: () => void;
}

/** One notice in words, leading to what it is about. */
function NoticeLine({ notice, now, onRead }: NoticeLineProps) {
  const { t } = useTranslation('notifications');
  const Icon = ICONS[notice.kind];
  return (
    <Target notice={notice} onRead={onRead}>
      <Icon size={20} stroke={1.7} aria-hidden />
      <span>
        <Words notice={notice} />
        <span className={classes.when}>
          <time dateTime={notice.at} title={dateTime(notice.at)}>
            {ago(notice.at, now, i18n.language)}
          </time>
          {notice.count > 1 && notice.kind !== 'person' && ` · ${t('times', { count: notice.count })}`}
        </span>
      </span>
    </Target>
  );
}

function Target({ notice, onRead, children }: { notice: Notice; onRead: () => void; children: ReactNode }) {
  const me = useMe();
  const { sessionId, personId, kind, count, isRead } = notice;
  const props = { className: classes.notice, 'data-unread': isRead ? undefined : true, onClick: onRead };
  if (sessionId !== undefined) {
    return (
      <Link
        to="/sessions/$sessionId"
        params={{ sessionId: String(sessionId) }}
        search={{ dialog: undefined }}
        {...props}
      >
        {children}
      </Link>
    );
  }
  if (kind === 'person' && count > 1) {
    return (
      <Link to="/users" {...props}>
        {children}
      </Link>
    );
  }
  if (personId !== undefined && me.role !== 'trainee') {
    return (
      <Link to="/users/$userId" params={{ userId: String(personId) }} search={{ dialog: undefined }} {...props}>
        {children}
      </Link>
    );
  }
  return (
    <Link to={kind === 'gone' ? '/calendar' : '/'} {...props}>
      {children}
    </Link>
  );
}

function Words({ notice }: { notice: Notice }) {
  const { t } = useTranslation('notifications');
  const { t: core } = useTranslation();
  const { role: mine } = useMe();
  const found = usePersonName(notice);
  const { kind, title = '', from, to = from, mark, seats, role, name } = notice;
  return t(keyOf(notice, mine), {
    title,
    person: name ?? found ?? t('somebody'),
    when: to ? shortTime(to) : '',
    from: from ? shortTime(from) : '',
    was: name ?? '',
    mark: mark ? t(`mark.${mark}`) : '',
    role: role ? core(`role.${role}`) : '',
    count: kind === 'roster' ? (seats ?? 0) : notice.count,
  });
}

/** The same news is another one to whoever leads. */
function keyOf({ kind, count }: Notice, mine: Role): Key<'notifications'> {
  const side = mine === 'trainee' ? 'trainee' : 'trainer';
  if (kind === 'assigned' || kind === 'unassigned' || kind === 'added') return `${kind}.${side}`;
  if (kind === 'person') return count > 1 ? 'person.several' : 'person.one';
  return kind;
}

/** Events tell ids of people; trainees know only the names of those who look after them. */
function usePersonName({ personId, name }: Notice): string | undefined {
  const isTrainee = useMe().role === 'trainee';
  const isAsked = personId !== undefined && name === undefined;
  const user = useQuery({ ...userQuery(personId ?? 0), enabled: isAsked && !isTrainee });
  const cared = useQuery({ ...assignmentsQuery(), enabled: isAsked && isTrainee });
  return isTrainee ? cared.data?.items.find(({ teacher }) => teacher.id === personId)?.teacher.name : user.data?.name;
}
