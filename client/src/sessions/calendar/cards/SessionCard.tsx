import { Anchor, Button, CloseButton, Group } from '@mantine/core';
import { useFocusTrap, useMergedRef } from '@mantine/hooks';
import { IconClock, IconMapPin, IconUser, IconUsers, IconVideo } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { personName } from '@/i18n/personName';
import { useNow } from '@/lib/useNow';
import { SessionTime } from '@/sessions/parts/SessionTime';
import { StatusBadge } from '@/sessions/parts/StatusBadge';
import { AbsentCount, ReplyLine } from '@/sessions/replies/ReplyLine';
import { replyOf } from '@/sessions/replies/useReply';
import { ButtonLink } from '@/ui/layout/links';
import { Floating } from './Floating';
import classes from './SessionCard.module.css';

interface Props {
  session: Session;
  /** Opened to stay, with the focus in it; otherwise it shows what is pointed at or has the focus. */
  isPinned: boolean;
  onClose: () => void;
  onDialog: (dialog: 'move' | 'trainees' | 'attendance') => void;
  onPointerEnter: () => void;
  onPointerLeave: () => void;
}

const MAX_NAMES = 6;

/** A session at a glance, beside its box: when, where, trainer, link, trainees, state, and what may be done with it. */
export default function SessionCard({ session, isPinned, onClose, onDialog, ...pointer }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const title = useId();
  const own = useRef<HTMLDivElement>(null);
  const content = useMergedRef(own, useFocusTrap(isPinned));
  const now = useNow();
  const may = usePermissions();
  const reply = replyOf(session, useMe().id);
  // What it belongs to would scroll away below it.
  useEffect(() => {
    const away = ({ target }: Event) => !own.current?.parentElement?.contains(target as Node) && onClose();
    addEventListener('scroll', away, { capture: true, passive: true });
    return () => removeEventListener('scroll', away, { capture: true });
  }, [onClose]);
  const params = { sessionId: String(session.id) };
  const names = session.trainees.slice(0, MAX_NAMES).map(personName);
  const others = session.trainee_count - names.length;
  return (
    <Floating
      anchor={() => document.querySelector(`[data-session="${session.id}"]`)}
      role={isPinned ? 'dialog' : 'group'}
      aria-modal={isPinned || undefined}
      aria-labelledby={title}
      onOutside={isPinned ? onClose : undefined}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
      {...pointer}
    >
      <div ref={content} className={classes.card}>
        <div className={classes.head}>
          <h2 id={title} className={classes.title}>
            {session.title}
          </h2>
          {isPinned && <CloseButton aria-label={core('action.close')} onClick={onClose} />}
        </div>
        <StatusBadge session={session} />
        <ul className={classes.facts}>
          <li>
            <IconClock size={18} aria-hidden />
            <SessionTime session={session} />
          </li>
          {session.location && (
            <li>
              <IconMapPin size={18} aria-hidden />
              <span dir="auto">{session.location}</span>
            </li>
          )}
          <li>
            <IconUser size={18} aria-hidden />
            {t('calendar.led_by', { name: personName(session.trainer) })}
          </li>
          <li>
            <IconUsers size={18} aria-hidden />
            <span>
              {seats(session, t)}{' '}
              {session.status === 'scheduled' && may.planSessions && <AbsentCount session={session} />}
              {names.length > 0 && (
                <span className={classes.names}>
                  {names.join(', ')}
                  {others > 0 && ` ${t('calendar.others', { count: others })}`}
                </span>
              )}
            </span>
          </li>
          {reply && session.status === 'scheduled' && (
            <li>
              <ReplyLine reply={reply} isOwn withNote={false} />
            </li>
          )}
          {session.class_link && session.status === 'scheduled' && (
            <li>
              <IconVideo size={18} aria-hidden />
              <Anchor size="sm" underline="always" href={session.class_link} target="_blank" rel="noreferrer">
                {t('calendar.join')}
              </Anchor>
            </li>
          )}
        </ul>
        <Group gap="xs">
          <ButtonLink size="xs" data-autofocus to="/sessions/$sessionId" params={params}>
            {t('calendar.open')}
          </ButtonLink>
          {may.moveSession(session) && (
            <>
              <Button size="xs" variant="default" onClick={() => onDialog('move')}>
                {t('calendar.move')}
              </Button>
              <Button size="xs" variant="default" onClick={() => onDialog('trainees')}>
                {t('calendar.add')}
              </Button>
            </>
          )}
          {may.markAttendance(session, now) && (
            <Button size="xs" variant="default" onClick={() => onDialog('attendance')}>
              {t('calendar.attendance')}
            </Button>
          )}
          {may.changeSession(session) && (
            <ButtonLink size="xs" variant="default" to="/sessions/$sessionId/sheet" params={params}>
              {t('sheet.title')}
            </ButtonLink>
          )}
        </Group>
      </div>
    </Floating>
  );
}

function seats({ trainee_count: count, capacity }: Session, t: ReturnType<typeof useTranslation<'sessions'>>['t']) {
  return capacity === null ? t('calendar.people', { count }) : t('calendar.seats', { count, capacity });
}
