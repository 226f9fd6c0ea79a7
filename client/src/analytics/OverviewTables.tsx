import { VisuallyHidden } from '@mantine/core';
import type { Overview } from '@/api/types';
import { useTranslation } from '@/i18n';
import { weekdayName } from '@/i18n/formatDates';
import { decimal, percent } from '@/i18n/formatNumbers';
import { useOrganisation } from '@/i18n/organisation';
import { PersonLink } from '@/people';
import { Panel } from '@/ui/layout/Panel';
import { ScrollableTable } from '@/ui/layout/ScrollableTable';
import classes from './AnalyticsPage.module.css';

/** Hours per trainer: a table with bars. */
export function Trainers({ trainers }: { trainers: Overview['trainers'] }) {
  const { t } = useTranslation('analytics');
  const most = trainers[0]?.hours_delivered ?? 0;
  return (
    <Panel title={t('trainers.title')}>
      {trainers.length === 0 ? (
        <p className={classes.none}>{t('trainers.none')}</p>
      ) : (
        <ScrollableTable className={classes.tall} label={t('trainers.title')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('trainers.trainer')}</th>
                <th scope="col">{t('trainers.hours')}</th>
                <th scope="col" className={classes.wide}>
                  <VisuallyHidden>{t('trainers.share')}</VisuallyHidden>
                </th>
                <th scope="col">{t('trainers.sessions')}</th>
                <th scope="col">{t('attendance.rate')}</th>
              </tr>
            </thead>
            <tbody>
              {trainers.map(({ trainer, hours_delivered, sessions_delivered, attendance_rate }) => (
                <tr key={trainer.id}>
                  <th scope="row">
                    <PersonLink person={trainer} />
                  </th>
                  <td>{decimal(hours_delivered)}</td>
                  <td className={classes.wide}>
                    <Share of={most && hours_delivered / most} />
                  </td>
                  <td>{sessions_delivered}</td>
                  <td>{percent(attendance_rate)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollableTable>
      )}
    </Panel>
  );
}

/** A bar relative to the maximum; the number is next to it. */
function Share({ of }: { of: number }) {
  return (
    <svg className={classes.share} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="6" rx="3" />
      <rect width={100 * of} height="6" rx="3" />
    </svg>
  );
}

/** The most frequent absentees. */
export function NoShows({ noShows }: { noShows: Overview['no_shows'] }) {
  const { t } = useTranslation('analytics');
  return (
    <Panel title={t('no_shows.title')} note={t('no_shows.note')}>
      {noShows.length === 0 ? (
        <p className={classes.none}>{t('no_shows.none')}</p>
      ) : (
        <ScrollableTable className={classes.tall} label={t('no_shows.title')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('no_shows.trainee')}</th>
                <th scope="col">{t('no_shows.absences')}</th>
                <th scope="col">{t('no_shows.marked')}</th>
                <th scope="col">{t('no_shows.rate')}</th>
              </tr>
            </thead>
            <tbody>
              {noShows.map(({ trainee, absences, marked, absence_rate }) => (
                <tr key={trainee.id}>
                  <th scope="row">
                    <PersonLink person={trainee} />
                  </th>
                  <td>{absences}</td>
                  <td>{marked}</td>
                  <td>{percent(absence_rate)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollableTable>
      )}
    </Panel>
  );
}

const LEVELS = 4;
const HOURS = 24;

interface Props {
  grid: readonly (readonly number[])[];
  className?: string | undefined;
}

/** When sessions start, by weekday (in the grid from Monday on) and hour. This chart is already a table. */
export function WeekGrid({ grid, className }: Props) {
  const { t } = useTranslation('analytics');
  const most = Math.max(0, ...grid.flat());
  const used = Array.from({ length: HOURS }, (_, hour) => hour).filter((hour) => grid.some((day) => day[hour]));
  const first = Math.min(used[0] ?? 9, 9);
  const last = Math.max(used.at(-1) ?? 17, 17);
  const hours = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const { week_starts_on, clock } = useOrganisation();
  const days = grid.map((_, i) => (week_starts_on - 1 + i) % grid.length);
  return (
    <Panel title={t('grid.title')} note={t('grid.note')} className={className}>
      <ScrollableTable className={classes.scroll} label={t('grid.title')}>
        <table className={classes.heat}>
          <thead>
            <tr>
              <th scope="col">{t('grid.day')}</th>
              {hours.map((hour) => (
                <th key={hour} scope="col">
                  {clock === 24 ? hour : `${hour % 12 || 12} ${hour < 12 ? 'am' : 'pm'}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((weekday) => (
              <tr key={weekday}>
                <th scope="row">{weekdayName(weekday)}</th>
                {hours.map((hour) => {
                  const begin = grid[weekday]?.[hour] ?? 0;
                  return (
                    <td key={hour} data-level={most && Math.ceil((LEVELS * begin) / most)}>
                      {begin || null}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollableTable>
    </Panel>
  );
}
