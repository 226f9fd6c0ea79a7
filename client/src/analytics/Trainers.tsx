import { VisuallyHidden } from '@mantine/core';
import type { Overview } from '@/api/types';
import { useTranslation } from '@/i18n';
import { decimal, percent } from '@/i18n/formatNumbers';
import { PersonLink } from '@/people';
import { Panel } from '@/ui/layout/Panel';
import { ScrollableTable } from '@/ui/layout/ScrollableTable';
import classes from './AnalyticsPage.module.css';

/** Who delivered how much: a table whose bars show it at a glance. */
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

/** A bar from nothing to the most there is; the number stands beside it. */
function Share({ of }: { of: number }) {
  return (
    <svg className={classes.share} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="6" rx="3" />
      <rect width={100 * of} height="6" rx="3" />
    </svg>
  );
}
