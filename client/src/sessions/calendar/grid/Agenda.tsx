import { type RefObject, useMemo } from 'react';
import { i18n, useTranslation } from '@/i18n';
import { capitalised, viewerZone } from '@/i18n/formatDates';
import classes from './Agenda.module.css';
import type { GridProps } from './gridProps';
import { fullDay, plusDays } from './range';
import { SessionBlock } from './SessionBlock';
import { segmentsByDay } from './segments';

/** The sessions of the next weeks, day by day. */
export function Agenda({ days, sessions, root, today, colour, phaseOf, onDay }: GridProps) {
  const { t } = useTranslation('sessions');
  const zone = viewerZone();
  const listed = useMemo(() => {
    const byDay = segmentsByDay(sessions, days, zone);
    return days.flatMap((day) => {
      const found = (byDay.get(day) ?? []).filter(({ isStart }) => isStart || day === days[0]);
      return found.length > 0 ? [{ day, sessions: found.map(({ session }) => session) }] : [];
    });
  }, [sessions, days, zone]);
  const relative = (day: string) =>
    day === today ? t('day.today') : day === plusDays(today, 1) ? t('day.tomorrow') : null;
  const name = (day: string) => (relative(day) ? fullDay(day) : capitalised(fullDay(day), i18n.locale));
  return (
    <div ref={root as RefObject<HTMLDivElement>} className={classes.agenda}>
      <div className={classes.pages}>
        {listed.map(({ day, sessions: found }) => (
          <section key={day} className={classes.day} data-today={day === today || undefined}>
            <h2 className={classes.heading}>
              <button type="button" onClick={() => onDay(day)}>
                {relative(day) && <b>{relative(day)}</b>} {name(day)}
              </button>
            </h2>
            <ul>
              {found.map((session) => (
                <li key={session.id}>
                  <SessionBlock
                    session={session}
                    phase={phaseOf(session)}
                    colour={colour}
                    shape="row"
                    canMove={false}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
