import { Button } from '@mantine/core';
import { IconBell, IconBellOff, IconMail, IconMailCheck, IconMailOff, IconMailX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Session, SessionNotification } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { timeOrDate } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { Avatar } from '@/people';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AnchorLink } from '@/ui/layout/links';
import { toldQuery } from '../model/queries';
import { changeTexts, isUndelivered, kindText, mailText } from './notificationText';
import classes from './WhoWasToldModal.module.css';

const MAIL_ICONS = {
  sent: IconMailCheck,
  failed: IconMailX,
  off: IconMailOff,
  file: IconMailOff,
  none: IconMailOff,
} as const;

interface Props {
  session: Session;
  last: SessionNotification;
  /** Whether they lead the session or take part in it now. */
  isIn: boolean;
}

/** The last thing that somebody was told; on request what they were told before. */
export function ToldPerson({ session, last, isIn }: Props) {
  const { t } = useTranslation('sessions');
  const [isOpen, setOpen] = useState(false);
  const name = personName(last.person);
  return (
    <li className={classes.person}>
      <Avatar id={last.person.id} name={name} />
      <div className={classes.words}>
        <div className={classes.top}>
          <span>
            <strong>{name}</strong>
            {!isIn && <span className={classes.quiet}>{` ${t('told.not_in')}`}</span>}
          </span>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-expanded={isOpen}
            aria-label={t('told.earlier_of', { name })}
            onClick={() => setOpen(!isOpen)}
          >
            {t('told.earlier')}
          </Button>
        </div>
        <Told told={last} />
        {isOpen && <Earlier session={session} last={last} />}
      </div>
    </li>
  );
}

function Earlier({ session, last }: Pick<Props, 'session' | 'last'>) {
  const { t } = useTranslation('sessions');
  const all = useQuery(toldQuery(session.id, last.person.id));
  return (
    <div className={classes.earlier}>
      <QueryBoundary query={all} skeleton={<LinesSkeleton lines={1} />}>
        {(found) => {
          const earlier = found.filter(({ id }) => id < last.id);
          if (earlier.length === 0) return <span className={classes.quiet}>{t('told.only')}</span>;
          return earlier.map((each) => <Told key={each.id} told={each} />);
        }}
      </QueryBoundary>
    </div>
  );
}

/** One thing that somebody was told: what, when and by whom, and by which way it has reached them. */
function Told({ told }: { told: SessionNotification }) {
  const { t } = useTranslation('sessions');
  const { seeOutbox } = usePermissions();
  const { actor, created_at, on_screen, person, read_at, mail } = told;
  const time = timeOrDate(created_at);
  const ScreenIcon = on_screen ? IconBell : IconBellOff;
  const MailIcon = MAIL_ICONS[mail.state as keyof typeof MAIL_ICONS] ?? IconMail;
  const screen = on_screen
    ? read_at === null
      ? t('told.unread')
      : t('told.read', { time: timeOrDate(read_at) })
    : t('told.state.off');
  return (
    <div>
      <div>
        {kindText(told, t)}
        <span className={classes.quiet}>{` ${actor ? t('told.by', { time, name: personName(actor) }) : time}`}</span>
      </div>
      {changeTexts(told, t).map((text) => (
        <div key={text} className={classes.change}>
          {text}
        </div>
      ))}
      <ul className={classes.ways}>
        <li>
          <ScreenIcon size={16} aria-hidden />
          {`${t('told.screen')}: ${screen}`}
        </li>
        <li data-mark={isUndelivered(mail) ? 'absent' : undefined}>
          <MailIcon size={16} aria-hidden />
          {`${t('told.mail')}: ${mailText(mail, t)}`}
          {seeOutbox && mail.state === 'failed' && (
            <AnchorLink to="/system" search={{ to: person.id }} size="sm">
              {t('told.outbox')}
            </AnchorLink>
          )}
        </li>
      </ul>
    </div>
  );
}
