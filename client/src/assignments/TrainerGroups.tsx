import { ActionIcon, Button, Text } from '@mantine/core';
import { IconPlus, IconUsersGroup, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Assignment, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { Avatar, PersonRow, usersQuery } from '@/people';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AnchorLink, ButtonLink } from '@/ui/layout/links';
import classes from './AssignmentsPage.module.css';
import trainerGroupClasses from './personList.module.css';
import { assignmentsQuery } from './queries';
import { useAssignmentActions, usePendingAssignments } from './useAssignmentActions';

const PAGE_SIZE = 12;

interface Props {
  q: string | undefined;
  onAssign: (user: User) => void;
}

/** Trainers by name, each with their trainees. Each card loads its own, so that a large organisation is never loaded whole. */
export function TrainerGroups({ q, onAssign }: Props) {
  const { t } = useTranslation('assignments');
  const [limit, setLimit] = useState(PAGE_SIZE);
  const trainers = useQuery({
    ...usersQuery({ role: 'trainer', q, order: 'name', limit }),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-labelledby="by-trainer">
      <h2 id="by-trainer" className={classes.heading}>
        {t('groups.title')}
      </h2>
      <QueryBoundary query={trainers} skeleton={<LinesSkeleton lines={4} height={90} />}>
        {({ items, total }) => (
          <>
            {items.length === 0 && (
              <EmptyState
                icon={IconUsersGroup}
                text={q ? t('groups.no_trainer_match', { q }) : t('groups.no_trainers')}
              >
                {!q && (
                  <ButtonLink to="/users" search={{ create: true }}>
                    {t('groups.create')}
                  </ButtonLink>
                )}
              </EmptyState>
            )}
            <div className={classes.groups}>
              {items.map((trainer) => (
                <TrainerGroup key={trainer.id} trainer={trainer} onAssign={() => onAssign(trainer)} />
              ))}
            </div>
            {(total ?? 0) > items.length && (
              <div className={classes.more}>
                <Button
                  variant="default"
                  onClick={() => setLimit(limit + PAGE_SIZE)}
                  loading={trainers.isPlaceholderData}
                >
                  {t('groups.more')}
                </Button>
              </div>
            )}
          </>
        )}
      </QueryBoundary>
    </section>
  );
}

const COLLAPSED_COUNT = 5;

/** One trainer with the trainees assigned to them. */
function TrainerGroup({ trainer, onAssign }: { trainer: User; onAssign: () => void }) {
  const { t } = useTranslation('assignments');
  const pending = usePendingAssignments();
  const [isWhole, setWhole] = useState(false);
  const assigned = useQuery(assignmentsQuery({ teacher_id: trainer.id }));
  const kept = assigned.data?.items.filter((each) => !pending.isRemoving(each)) ?? [];
  return (
    <article className={trainerGroupClasses.card} aria-label={trainer.name}>
      <div className={trainerGroupClasses.top}>
        <Avatar id={trainer.id} name={trainer.name} />
        <div className={trainerGroupClasses.words}>
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
              <ul className={trainerGroupClasses.list}>
                {(isWhole ? kept : kept.slice(0, COLLAPSED_COUNT)).map((assignment) => (
                  <Trainee key={assignment.id} assignment={assignment} />
                ))}
              </ul>
              {kept.length > COLLAPSED_COUNT && !isWhole && (
                <div className={trainerGroupClasses.foot}>
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

const countOf = (count: number, t: Words) => (count === 0 ? t('groups.empty') : t('groups.count', { count }));

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
