import { Button } from '@mantine/core';
import { IconCalendarOff, IconVideo } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime } from '@/i18n/formatDates';
import { canJoin, SessionTime } from '@/sessions';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { ButtonLink } from '@/ui/layout/links';
import { Countdown } from './Countdown';
import classes from './NextSession.module.css';
import { useTimeTo } from './useTimeTo';

const JOIN_MS = 15 * 60_000;

/** What comes next: how soon, with whom, and the way in. */
export function NextSession({ session }: { session: Session | undefined }) {
  const { t } = useTranslation('dashboard');
  if (session) return <Card key={session.id} session={session} />;
  return (
    <EmptyState icon={IconCalendarOff} title={t('nextone.nothing')} text={t('nextone.nothing_text')}>
      <ButtonLink to="/calendar" variant="default">
        {t('today.calendar')}
      </ButtonLink>
    </EmptyState>
  );
}

function Card({ session }: { session: Session }) {
  const { t } = useTranslation('dashboard');
  const toStart = useTimeTo(session.scheduled_date);
  const starts = Date.parse(session.scheduled_date);
  const now = starts - toStart;
  const toEnd = Date.parse(session.ends_at) - now;
  return (
    <section className={classes.card} aria-labelledby="next-session">
      <div className={classes.words}>
        <span className={classes.kicker}>{t(toStart > 0 ? 'nextone.title' : 'nextone.running')}</span>
        <h2 id="next-session" className={classes.title}>
          <Link to="/sessions/$sessionId" params={{ sessionId: String(session.id) }} search={{ dialog: undefined }}>
            {session.title}
          </Link>
        </h2>
        <SessionTime session={session} />
        <span>{t('nextone.with', { trainer: session.trainer.name })}</span>
      </div>
      <div className={classes.side}>
        <Countdown toStart={toStart} toEnd={toEnd} />
        <Join session={session} now={now} />
        <span className={classes.hint}>
          {session.class_link === null
            ? t('nextone.no_link')
            : !canJoin(session, now) && t('nextone.join_from', { time: clockTime(starts - JOIN_MS) })}
        </span>
      </div>
    </section>
  );
}

function Join({ session, now }: { session: Session; now: number }) {
  const { t } = useTranslation('dashboard');
  const { class_link } = session;
  const icon = <IconVideo size={18} />;
  if (class_link === null) return null;
  if (!canJoin(session, now)) {
    return (
      <Button size="md" leftSection={icon} disabled>
        {t('join')}
      </Button>
    );
  }
  return (
    <Button component="a" href={class_link} target="_blank" rel="noreferrer" size="md" leftSection={icon}>
      {t('join')}
    </Button>
  );
}
