import { Anchor, Button, VisuallyHidden } from '@mantine/core';
import { IconCalendar, IconMapPin, IconUser, IconVideo, type TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime, viewerZone } from '@/i18n/formatDates';
import { organisation } from '@/i18n/organisation';
import { personName } from '@/i18n/personName';
import { serverNow } from '@/lib/serverClock';
import { wallClock } from '@/lib/wallClock';
import { NEAR_MS, nextTick, spokenMinutes, timeLeft } from '../model/countdown';
import { canJoin, phaseOf } from '../model/sessionPhase';
import { OwnReply } from '../replies/OwnReply';
import classes from './JoinCard.module.css';
import { SessionTime } from './SessionTime';

const MINUTE_MS = 60_000;

/** What a trainee needs of a session: how soon it is, the button to join it, where, when and with whom, and their reply. */
export function JoinCard({ session, isTitled = false }: { session: Session; isTitled?: boolean }) {
  const { t } = useTranslation('sessions');
  const toStart = useTimeTo(session.scheduled_date);
  const now = Date.parse(session.scheduled_date) - toStart;
  const phase = phaseOf(session, now);
  const isAhead = phase === 'scheduled' || phase === 'running';
  const sessionId = String(session.id);
  const { class_link, location } = session;
  return (
    <section className={classes.card} aria-labelledby={`join-${sessionId}`}>
      <div className={classes.words}>
        {isTitled ? (
          <>
            <span className={classes.kicker}>{t(phase === 'running' ? 'phase.running' : 'join.next')}</span>
            <h2 id={`join-${sessionId}`} className={classes.title}>
              <Link to="/sessions/$sessionId" params={{ sessionId }} search={{ dialog: undefined }}>
                {session.title}
              </Link>
            </h2>
          </>
        ) : (
          <VisuallyHidden component="h2" id={`join-${sessionId}`}>
            {t('join.facts')}
          </VisuallyHidden>
        )}
        <dl className={classes.facts}>
          {location !== null && (
            <Fact icon={IconMapPin} name={t('join.where')}>
              <strong className={classes.location} dir="auto">
                {location}
              </strong>
            </Fact>
          )}
          {(class_link !== null || location === null) && (
            <Fact icon={class_link === null ? IconMapPin : IconVideo} name={t('join.where')}>
              <Place session={session} isOpen={canJoin(session, now)} />
            </Fact>
          )}
          <Fact icon={IconCalendar} name={t('join.when')}>
            <SessionTime session={session} />
          </Fact>
          <Fact icon={IconUser} name={t('join.who')}>
            {personName(session.trainer)}
          </Fact>
        </dl>
      </div>
      {isAhead && (
        <div className={classes.side}>
          <Countdown toStart={toStart} toEnd={Date.parse(session.ends_at) - now} />
          <Join session={session} now={now} />
        </div>
      )}
      <OwnReply session={session} now={now} />
    </section>
  );
}

function Fact({ icon: Icon, name, children }: { icon: TablerIcon; name: string; children: ReactNode }) {
  return (
    <div>
      <dt>
        <Icon size={18} stroke={1.6} aria-hidden />
        <VisuallyHidden>{name}</VisuallyHidden>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Where it takes place online, if it does. The address can be followed when the class can be joined, and not earlier. */
function Place({ session: { class_link, status }, isOpen }: { session: Session; isOpen: boolean }) {
  const { t } = useTranslation('sessions');
  if (class_link === null) return t(status === 'scheduled' ? 'join.no_link' : 'join.on_site');
  const host = URL.canParse(class_link) ? new URL(class_link).host : class_link;
  if (!isOpen) return t('join.online', { host });
  return (
    <Anchor href={class_link} target="_blank" rel="noopener noreferrer">
      {class_link}
    </Anchor>
  );
}

function Join({ session, now }: { session: Session; now: number }) {
  const { t } = useTranslation('sessions');
  const { class_link } = session;
  if (class_link === null) return null;
  const icon = <IconVideo size={20} aria-hidden />;
  if (canJoin(session, now)) {
    return (
      <Button component="a" href={class_link} target="_blank" rel="noopener noreferrer" size="md" leftSection={icon}>
        {t('join.label')}
      </Button>
    );
  }
  const minutes = organisation.get().join_minutes_before;
  const opens = Date.parse(session.scheduled_date) - minutes * MINUTE_MS;
  const isToday = wallClock(opens, viewerZone()).date === wallClock(now, viewerZone()).date;
  return (
    <>
      <Button size="md" leftSection={icon} disabled>
        {t('join.label')}
      </Button>
      <span className={classes.hint}>
        {isToday ? t('join.from', { time: clockTime(opens) }) : t('join.before', { count: minutes })}
      </span>
    </>
  );
}

/** A countdown to a session, or how long it still lasts. Announced to screen readers only a few times. */
function Countdown({ toStart, toEnd }: { toStart: number; toEnd: number }) {
  const { t } = useTranslation('sessions');
  const spoken = spokenMinutes(toStart);
  return (
    <>
      <div className={classes.left} aria-hidden="true">
        {toStart > 0 ? <Left ms={toStart} /> : t('countdown.running', { count: Math.ceil(toEnd / MINUTE_MS) })}
      </div>
      <VisuallyHidden aria-live="polite">
        {spoken === 0 ? t('countdown.begun') : spoken !== null && t('countdown.spoken', { count: spoken })}
      </VisuallyHidden>
    </>
  );
}

function Left({ ms }: { ms: number }) {
  const { t } = useTranslation('sessions');
  const { days, hours, minutes, seconds } = timeLeft(ms);
  if (ms <= NEAR_MS) return `${minutes}:${String(seconds).padStart(2, '0')}`;
  if (days > 0) return t('countdown.days', { count: days, hours });
  if (hours > 0) return t('countdown.hours', { hours, minutes });
  return t('countdown.minutes', { count: minutes });
}

/** Milliseconds until an instant, negative after it. Only updated every second when it is near. */
function useTimeTo(instant: string): number {
  const at = Date.parse(instant);
  const [now, setNow] = useState(serverNow);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every tick sets the next
  useEffect(() => {
    const timer = setTimeout(() => setNow(serverNow()), nextTick(at - serverNow()));
    return () => clearTimeout(timer);
  }, [at, now]);
  return at - now;
}
