import { Button } from '@mantine/core';
import { IconUsers, IconVideo } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { personName } from '@/i18n/personName';
import { useNow } from '@/lib/useNow';
import { canJoin } from '../model/sessionPhase';
import { AbsentCount, ReplyLine } from '../replies/ReplyLine';
import { replyOf } from '../replies/useReply';
import { MarkBadge } from './MarkBadge';
import { SessionLocation } from './SessionLocation';
import classes from './SessionRow.module.css';
import { SessionTime } from './SessionTime';
import { StatusBadge } from './StatusBadge';

/** A row in a list of sessions, below its day. The whole row links to the session. */
export function SessionRow({ session, withDay = false }: { session: Session; withDay?: boolean }) {
  const { id } = useMe();
  const { planSessions } = usePermissions();
  const own = session.attendance.find((mark) => mark.trainee_id === id);
  const reply = replyOf(session, id);
  return (
    <li className={classes.row} data-status={session.status}>
      <div className={classes.time}>
        <SessionTime session={session} withDay={withDay} withZone={false} />
      </div>
      <div className={classes.what}>
        <Link to="/sessions/$sessionId" params={{ sessionId: String(session.id) }} className={classes.title}>
          {session.title}
        </Link>
        <span className={classes.whose}>
          <span className={classes.quiet}>{personName(session.trainer)}</span>
          <SessionLocation session={session} />
        </span>
        {session.status === 'scheduled' &&
          (planSessions ? (
            <AbsentCount session={session} />
          ) : (
            reply && !own && <ReplyLine reply={reply} isOwn withNote={false} />
          ))}
      </div>
      {planSessions ? (
        <Seats session={session} />
      ) : (
        own && (
          <span className={classes.mark}>
            <MarkBadge session={session} mark={own} />
          </span>
        )
      )}
      <span className={classes.state}>
        <StatusBadge session={session} />
      </span>
      <JoinButton session={session} />
    </li>
  );
}

/** The number of trainees and seats. */
export function Seats({ session: { trainee_count, capacity } }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const isFull = capacity !== null && trainee_count >= capacity;
  const text = t(capacity === null ? 'seats.any' : isFull ? 'seats.full' : 'seats.some', {
    count: trainee_count,
    capacity: capacity ?? 0,
  });
  return (
    <span className={classes.seats} data-full={isFull || undefined}>
      <IconUsers size={16} stroke={1.6} aria-hidden />
      {text}
    </span>
  );
}

/** The link to join the class, shown around the time of the session. */
export function JoinButton({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const now = useNow();
  if (!session.class_link || !canJoin(session, now)) return null;
  return (
    <Button
      component="a"
      href={session.class_link}
      target="_blank"
      rel="noopener noreferrer"
      size="compact-sm"
      className={classes.join}
      leftSection={<IconVideo size={16} aria-hidden />}
      aria-label={t('join.named', { title: session.title })}
    >
      {t('join.label')}
    </Button>
  );
}
