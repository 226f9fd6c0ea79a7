import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { longDate, viewerZone } from '@/i18n/formatDates';
import { daysAfter, wallClock } from '@/lib/wallClock';
import { useNow } from '../model/sessionPhase';
import { SessionRow } from '../parts/SessionRow';
import classes from './SessionsByDay.module.css';

/** Sessions in the order they come in, under the days of the viewer's zone. */
export function SessionsByDay({ sessions }: { sessions: readonly Session[] }) {
  const { t } = useTranslation('sessions');
  const zone = viewerZone();
  const today = wallClock(useNow(), zone).date;
  const near = new Map([
    [daysAfter(today, -1), t('day.yesterday')],
    [today, t('day.today')],
    [daysAfter(today, 1), t('day.tomorrow')],
  ]);
  return daysOf(sessions, zone).map(([day, those]) => (
    <section key={day} aria-labelledby={`day-${day}`} className={classes.day}>
      <h2 id={`day-${day}`} className={classes.heading}>
        {near.has(day) && <span className={classes.near}>{near.get(day)}</span>}
        {longDate(`${day}T12:00Z`, 'UTC')}
      </h2>
      <ul className={classes.list}>
        {those.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </section>
  ));
}

function daysOf(sessions: readonly Session[], zone: string): [string, Session[]][] {
  const days = new Map<string, Session[]>();
  for (const session of sessions) {
    const day = wallClock(session.scheduled_date, zone).date;
    days.set(day, [...(days.get(day) ?? []), session]);
  }
  return [...days];
}
