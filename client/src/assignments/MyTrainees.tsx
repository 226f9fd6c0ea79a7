import { IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { i18n, useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { hasWords } from '@/lib/text';
import { PersonRow } from '@/people';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { Card } from '@/ui/layout/Panel';
import classes from './personList.module.css';
import { assignmentsQuery } from './queries';

/** The signed-in trainer's trainees. */
export function MyTrainees({ trainerId, q }: { trainerId: number; q: string | undefined }) {
  const { t } = useTranslation('assignments');
  const assigned = useQuery(assignmentsQuery({ teacher_id: trainerId }));
  return (
    <QueryBoundary query={assigned}>
      {({ items }) => {
        const shown = items
          .filter(({ student }) => hasWords(q ?? '', student.name, student.username, student.email))
          .toSorted((a, b) => a.student.name.localeCompare(b.student.name, i18n.locale));
        if (shown.length === 0) {
          return (
            <EmptyState
              icon={IconUsersGroup}
              text={items.length === 0 ? t('groups.own_none') : t('groups.no_match', { q: q ?? '' })}
            />
          );
        }
        return (
          <Card>
            <ul className={classes.list}>
              {shown.map(({ id, student, assigned_date }) => (
                <PersonRow
                  key={id}
                  person={student}
                  hint={`${student.email} · ${t('since', { date: dateOf(assigned_date) })}`}
                />
              ))}
            </ul>
          </Card>
        );
      }}
    </QueryBoundary>
  );
}
