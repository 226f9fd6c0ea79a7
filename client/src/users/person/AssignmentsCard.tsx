import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Assignment, Person, User } from '@/api/types';
import { assignmentsQuery, useAssignmentActions, usePendingAssignments } from '@/assignments';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { PersonRow } from '@/people';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { Panel } from '@/ui/layout/Panel';
import classes from './Card.module.css';

interface Props {
  user: User;
  /** Omitted for users who may not change it. */
  onAdd: (() => void) | undefined;
}

/** The trainers of a trainee, or the trainees of a trainer. */
export function AssignmentsCard({ user, onAdd }: Props) {
  const { t } = useTranslation('assignments');
  const pending = usePendingAssignments();
  const isTrainee = user.role === 'trainee';
  const assigned = useQuery(assignmentsQuery(isTrainee ? { student_id: user.id } : { teacher_id: user.id }));
  const add = onAdd && user.status !== 'deactivated' && (
    <Button size="compact-sm" variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
      {t(isTrainee ? 'assign_trainer' : 'assign_trainees')}
    </Button>
  );
  return (
    <Panel title={t(isTrainee ? 'trainers' : 'trainees')} action={add}>
      <QueryBoundary query={assigned} skeleton={<LinesSkeleton lines={2} height={44} />}>
        {({ items }) => {
          const shown = items.filter((each) => !pending.isRemoving(each));
          return (
            <>
              {shown.length === 0 && (
                <p className={classes.nothing}>
                  {t(isTrainee ? (onAdd ? 'no_trainer' : 'not_yours') : 'no_trainees', { name: user.first_name })}
                </p>
              )}
              <ul className={classes.list}>
                {shown.map((assignment) => (
                  <Row
                    key={assignment.id}
                    assignment={assignment}
                    person={isTrainee ? assignment.teacher : assignment.student}
                    mayRemove={onAdd !== undefined}
                  />
                ))}
              </ul>
            </>
          );
        }}
      </QueryBoundary>
    </Panel>
  );
}

function Row({ assignment, person, mayRemove }: { assignment: Assignment; person: Person; mayRemove: boolean }) {
  const { t } = useTranslation('assignments');
  const { remove } = useAssignmentActions();
  const { student, teacher, assigned_date } = assignment;
  return (
    <PersonRow person={person} hint={t('since', { date: dateOf(assigned_date) })}>
      {mayRemove && (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t('remove_named', { name: person.name })}
          onClick={() => remove({ student, teacher })}
        >
          {t('remove')}
        </Button>
      )}
    </PersonRow>
  );
}
