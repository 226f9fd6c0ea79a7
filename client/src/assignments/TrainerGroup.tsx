import { ActionIcon, Button, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Assignment, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { Avatar } from '@/people';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AnchorLink } from '@/ui/layout/links';
import { PersonRow } from './PersonRow';
import classes from './personList.module.css';
import { assignmentsQuery } from './queries';
import { useAssignmentActions, usePendingAssignments } from './useAssignmentActions';

const FIRST = 5;

/** One trainer with the trainees in their care. */
export function TrainerGroup({ trainer, onAssign }: { trainer: User; onAssign: () => void }) {
  const { t } = useTranslation('assignments');
  const pending = usePendingAssignments();
  const [isWhole, setWhole] = useState(false);
  const assigned = useQuery(assignmentsQuery({ teacher_id: trainer.id }));
  const kept = assigned.data?.items.filter((each) => !pending.isRemoving(each)) ?? [];
  return (
    <article className={classes.card} aria-label={trainer.name}>
      <div className={classes.top}>
        <Avatar id={trainer.id} name={trainer.name} />
        <div className={classes.words}>
          <AnchorLink to="/users/$userId" params={{ userId: String(trainer.id) }} c="var(--tms-ink)" fw={600}>
            {trainer.name}
          </AnchorLink>
          <Text size="sm" c="dimmed">
            {assigned.data ? countOf(assigned.data.total ?? kept.length, t) : ' '}
          </Text>
        </div>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('assign_trainees_to', { name: trainer.name })}
          onClick={onAssign}
        >
          <IconPlus size={18} aria-hidden />
        </ActionIcon>
      </div>
      <QueryBoundary query={assigned} skeleton={<LinesSkeleton lines={2} height={40} />}>
        {() =>
          kept.length > 0 && (
            <>
              <ul className={classes.list}>
                {(isWhole ? kept : kept.slice(0, FIRST)).map((assignment) => (
                  <Trainee key={assignment.id} assignment={assignment} />
                ))}
              </ul>
              {kept.length > FIRST && !isWhole && (
                <div className={classes.foot}>
                  <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
                    {t('groups.show_all', { count: kept.length })}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </QueryBoundary>
    </article>
  );
}

type Words = ReturnType<typeof useTranslation<'assignments'>>['t'];

const countOf = (count: number, t: Words) => (count === 0 ? t('groups.nobody') : t('groups.count', { count }));

function Trainee({ assignment: { student, teacher, assigned_date } }: { assignment: Assignment }) {
  const { t } = useTranslation('assignments');
  const { remove } = useAssignmentActions();
  return (
    <PersonRow person={student} hint={t('since', { date: dateOf(assigned_date) })}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('remove_from', { student: student.name, teacher: teacher.name })}
        onClick={() => remove({ student, teacher })}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </PersonRow>
  );
}
