import { Anchor, Button, CloseButton, Group, Popover, Title } from '@mantine/core';
import '@mantine/core/styles/Popover.layer.css';
import { IconClock, IconUser, IconUsers, IconVideo } from '@tabler/icons-react';
import { useEffect, useId } from 'react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { personName } from '@/i18n/personName';
import { useNow } from '@/lib/useNow';
import { ButtonLink } from '@/ui/layout/links';
import { phaseOf } from '../model/sessionPhase';
import { SessionTime } from '../parts/SessionTime';
import { StatusBadge } from '../parts/StatusBadge';
import classes from './SessionPopover.module.css';

/** A position on the screen. */
export type AnchorRect = Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>;

interface Props {
  session: Session;
  at: AnchorRect;
  canChange: boolean;
  onClose: () => void;
  onDialog: (dialog: 'move' | 'trainees' | 'attendance') => void;
}

/** A session at a glance with its actions, next to its box in the grid. */
export default function SessionPopover({ session, at, canChange, onClose, onDialog }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const title = useId();
  const hasBegun = phaseOf(session, useNow()) !== 'scheduled' && session.status !== 'cancelled';
  // The box it belongs to would scroll away below it.
  useEffect(() => {
    const away = ({ target }: Event) => !(target instanceof Element && target.closest('[role="dialog"]')) && onClose();
    addEventListener('scroll', away, { capture: true, passive: true });
    return () => removeEventListener('scroll', away, { capture: true });
  }, [onClose]);
  // There is no room next to an agenda row, or on a phone.
  const isWide = at.width > innerWidth / 3 || innerWidth < 800;
  const params = { sessionId: String(session.id) };
  return (
    <Popover
      opened
      onChange={(isOpen) => !isOpen && onClose()}
      width={340}
      position={isWide ? 'bottom-start' : 'right-start'}
      withArrow
      withRoles={false}
      trapFocus
      shadow="md"
    >
      <Popover.Target>
        <div className={classes.anchor} style={at} />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-labelledby={title} aria-modal="true">
        <div className={classes.peek}>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <div>
              <Title order={3} size="h4" id={title} className={classes.title}>
                {session.title}
              </Title>
              <StatusBadge session={session} />
            </div>
            <CloseButton aria-label={core('action.close')} onClick={onClose} />
          </Group>
          <ul className={classes.facts}>
            <li>
              <IconClock size={18} aria-hidden />
              <SessionTime session={session} />
            </li>
            <li>
              <IconUser size={18} aria-hidden />
              {t('calendar.led_by', { name: personName(session.trainer) })}
            </li>
            <li>
              <IconUsers size={18} aria-hidden />
              {seats(session, t)}
            </li>
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
            {canChange && session.status === 'scheduled' && (
              <>
                <Button size="xs" variant="default" onClick={() => onDialog('move')}>
                  {t('calendar.move')}
                </Button>
                <Button size="xs" variant="default" onClick={() => onDialog('trainees')}>
                  {t('calendar.add')}
                </Button>
              </>
            )}
            {canChange && hasBegun && (
              <Button size="xs" variant="default" onClick={() => onDialog('attendance')}>
                {t('calendar.attendance')}
              </Button>
            )}
            {canChange && (
              <ButtonLink size="xs" variant="default" to="/sessions/$sessionId/sheet" params={params}>
                {t('sheet.title')}
              </ButtonLink>
            )}
          </Group>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function seats({ trainee_count: count, capacity }: Session, t: ReturnType<typeof useTranslation<'sessions'>>['t']) {
  return capacity === null ? t('calendar.people', { count }) : t('calendar.seats', { count, capacity });
}
