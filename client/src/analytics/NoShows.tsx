import type { Overview } from '@/api/types';
import { useTranslation } from '@/i18n';
import { percent } from '@/i18n/formatNumbers';
import { PersonLink } from '@/people';
import { Panel } from '@/ui/layout/Panel';
import { ScrollableTable } from '@/ui/layout/ScrollableTable';
import classes from './AnalyticsPage.module.css';

/** Who was absent most often. */
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
