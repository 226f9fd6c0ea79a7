import { Button } from '@mantine/core';
import { IconBellCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useLayoutEffect, useRef } from 'react';
import { assignmentsQuery } from '@/assignments';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import type { Notice, NoticeSource } from '@/feature/notices';
import { useTranslation } from '@/i18n';
import { dateTime, relativeTime } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { useNow } from '@/lib/useNow';
import { useColleague, userQuery } from '@/people';
import classes from './Bell.module.css';
import type { FeatureNotices } from './NoticeStore';

interface Props {
  sources: readonly FeatureNotices[];
  notices: readonly Notice[];
  /** Marks one as read, or without an id all of them. */
  onRead: (id?: string) => void;
  onClose: () => void;
}

/** The list below the bell, newest first. */
export default function NoticePanel({ sources, notices, onRead, onClose }: Props) {
  const { t } = useTranslation('notifications');
  const heading = useRef<HTMLHeadingElement>(null);
  const now = useNow();
  useLayoutEffect(() => heading.current?.focus(), []);
  const sourceOf = ({ feature }: Notice) => sources.find(({ id }) => id === feature)?.source;
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
          {notices.map((notice) => {
            const source = sourceOf(notice);
            return (
              source && (
                <li key={notice.id}>
                  <NoticeLine notice={notice} source={source} now={now} onRead={() => onRead(notice.id)} />
                </li>
              )
            );
          })}
        </ul>
      )}
    </div>
  );
}

interface LineProps {
  notice: Notice;
  source: NoticeSource;
  now: number;
  onRead: () => void;
}

/** One notice as a sentence, linked to what it is about. */
function NoticeLine({ notice, source, now, onRead }: LineProps) {
  const { t } = useTranslation('notifications');
  const me = useMe();
  const person = usePersonName(notice) ?? t('somebody');
  const actor = useActorName(notice.actorId ?? undefined);
  const Icon = source.icons[notice.kind];
  return (
    <Link
      to={source.pathOf(notice, me) as '/'}
      className={classes.notice}
      data-unread={notice.isRead ? undefined : true}
      onClick={onRead}
    >
      {Icon && <Icon size={20} stroke={1.7} aria-hidden />}
      <span>
        {source.textOf(notice, me, person)}
        <span className={classes.when}>
          <time dateTime={notice.at} title={dateTime(notice.at)}>
            {relativeTime(notice.at, now)}
          </time>
          {actor && ` · ${t('by', { name: actor })}`}
          {notice.count > 1 && notice.subjectId !== undefined && ` · ${t('times', { count: notice.count })}`}
        </span>
      </span>
    </Link>
  );
}

/** The name of whoever did something, as far as the reader may see it. */
function useActorName(actorId: number | undefined): string | undefined {
  const isTrainee = useMe().role === 'trainee';
  const trainer = usePersonName({ personId: isTrainee ? actorId : undefined });
  const colleague = useColleague(isTrainee ? null : (actorId ?? null));
  return trainer ?? (colleague ? personName(colleague) : undefined);
}

/** Events contain the ids of people; trainees may only read the names of their trainers. */
function usePersonName({
  personId,
  name,
}: {
  personId?: number | undefined;
  name?: string | undefined;
}): string | undefined {
  const { seePeople } = usePermissions();
  const isUnknown = personId !== undefined && name === undefined;
  const user = useQuery({ ...userQuery(personId ?? 0), enabled: isUnknown && seePeople });
  const assignments = useQuery({ ...assignmentsQuery(), enabled: isUnknown && !seePeople });
  if (name !== undefined) return name;
  return seePeople
    ? user.data?.name
    : assignments.data?.items.find(({ teacher }) => teacher.id === personId)?.teacher.name;
}
