import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Person } from '@/api/types';
import { assignmentsQuery } from '@/assignments';
import { useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { percent } from '@/i18n/formatNumbers';
import { PersonLink } from '@/people';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { Panel } from '@/ui/layout/Panel';
import { progressQuery, ratedOf } from '@/users';
import parts from './dashboard.module.css';
import classes from './MyTraineesPanel.module.css';

/** Each row loads its own numbers, so not all are shown at once. */
const PAGE_SIZE = 8;
const LOW_RATE = 0.7;

/** A trainer's trainees, with their progress and next session. */
export function MyTraineesPanel({ className }: { className?: string | undefined }) {
  const { t } = useTranslation('dashboard');
  const assignments = useQuery(assignmentsQuery());
  const [shown, setShown] = useState(PAGE_SIZE);
  return (
    <Panel title={t('trainees.title')} note={assignments.data?.items.length || undefined} className={className}>
      <QueryBoundary query={assignments} keepAs="home.trainees">
        {({ items }) =>
          items.length === 0 ? (
            <p className={parts.nothing}>{t('trainees.empty')}</p>
          ) : (
            <>
              <table className={classes.table}>
                <thead>
                  <tr>
                    <th scope="col">{t('trainees.trainee')}</th>
                    <th scope="col">{t('trainees.attendance')}</th>
                    <th scope="col" className={classes.wide}>
                      {t('trainees.attended')}
                    </th>
                    <th scope="col">{t('trainees.next')}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.slice(0, shown).map(({ student }) => (
                    <Trainee key={student.id} trainee={student} />
                  ))}
                </tbody>
              </table>
              {shown < items.length && (
                <Button variant="subtle" size="compact-md" mt="sm" onClick={() => setShown(shown + PAGE_SIZE)}>
                  {t('trainees.more', { count: Math.min(PAGE_SIZE, items.length - shown) })}
                </Button>
              )}
            </>
          )
        }
      </QueryBoundary>
    </Panel>
  );
}

function Trainee({ trainee }: { trainee: Person }) {
  const { t } = useTranslation('dashboard');
  const { data: progress, isError } = useQuery(progressQuery(trainee.id));
  const waiting = isError ? '–' : <Skeleton height={16} width={72} aria-hidden />;
  return (
    <tr>
      <th scope="row">
        <PersonLink person={trainee} />
      </th>
      <td>{progress ? <Rate rate={progress.attendance_rate} /> : waiting}</td>
      <td className={classes.wide}>
        {progress ? t('trainees.of', { attended: progress.attended, held: ratedOf(progress.marks) }) : waiting}
      </td>
      <td>{progress ? (progress.next_at ? dateTime(progress.next_at) : t('trainees.none')) : waiting}</td>
    </tr>
  );
}

function Rate({ rate }: { rate: number | null }) {
  return (
    <div className={classes.rate} data-low={rate !== null && rate < LOW_RATE}>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" rx="3" />
        <rect width={100 * (rate ?? 0)} height="6" rx="3" />
      </svg>
      <span>{percent(rate)}</span>
    </div>
  );
}
