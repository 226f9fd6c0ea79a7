import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Assignment, Person, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { numberOf } from '@/i18n/formatNumbers';
import { TYPING_PAUSE_MS } from '@/lib/text';
import { Avatar, usersQuery } from '@/people';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AppModal } from '@/ui/modals/AppModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import classes from './AssignTrainerModal.module.css';
import { assignmentsQuery } from './queries';
import { useAssignmentActions, usePendingAssignments } from './useAssignmentActions';

const MAX_RESULTS = 20;

interface Props {
  /** A trainee, to choose trainers for, or a trainer, to choose trainees for. */
  user: User;
  onClose: () => void;
}

/** Assigns trainers to a trainee, or trainees to a trainer. Every click takes effect at once and can be undone. */
export default function AssignTrainerModal({ user, onClose }: Props) {
  const { t } = useTranslation('assignments');
  const isTrainee = user.role === 'trainee';
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), TYPING_PAUSE_MS);
  const side = isTrainee ? { student_id: user.id } : { teacher_id: user.id };
  const assigned = useQuery(assignmentsQuery(side));
  const others = useQuery({
    ...usersQuery({
      role: isTrainee ? 'trainer' : 'trainee',
      q: asked || undefined,
      deactivated: false,
      order: 'name',
      limit: MAX_RESULTS,
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <AppModal
      opened
      onClose={onClose}
      size="lg"
      title={t(isTrainee ? 'modal.title_trainee' : 'modal.title_trainer', { name: user.name })}
    >
      <Stack pt={4}>
        <TextInput
          aria-label={t(isTrainee ? 'modal.search_trainers' : 'modal.search_trainees')}
          placeholder={t(isTrainee ? 'modal.search_trainers' : 'modal.search_trainees')}
          leftSection={<IconSearch size={18} aria-hidden />}
          data-autofocus
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <div className={classes.area}>
          <QueryBoundary query={assigned} skeleton={<LinesSkeleton lines={6} height={44} />}>
            {({ items }) => (
              <QueryBoundary query={others} skeleton={<LinesSkeleton lines={6} height={44} />}>
                {(found) => (
                  <Choices
                    user={user}
                    assignments={items}
                    found={found.items}
                    total={found.total ?? found.items.length}
                    isSearching={asked !== ''}
                  />
                )}
              </QueryBoundary>
            )}
          </QueryBoundary>
        </div>
        <DialogFooter>
          <Button onClick={onClose}>{t('modal.done')}</Button>
        </DialogFooter>
      </Stack>
    </AppModal>
  );
}

interface ChoicesProps {
  user: User;
  assignments: readonly Assignment[];
  found: readonly User[];
  total: number;
  isSearching: boolean;
}

function Choices({ user, assignments, found, total, isSearching }: ChoicesProps) {
  const { t } = useTranslation('assignments');
  const isTrainee = user.role === 'trainee';
  const partner = ({ student, teacher }: Assignment): Person => (isTrainee ? teacher : student);
  // Those assigned when the dialog opened are first, and stay there: rows must not move away from the pointer.
  const [first] = useState(() => assignments.map(partner));
  const shown = isSearching ? found : [...first, ...found.filter(({ id }) => first.every((each) => each.id !== id))];
  if (shown.length === 0) {
    return (
      <Text c="dimmed" py="lg" ta="center">
        {t(isSearching ? 'modal.no_match' : isTrainee ? 'modal.no_trainers' : 'modal.no_trainees')}
      </Text>
    );
  }
  return (
    <>
      <ul className={classes.list}>
        {shown.map((person) => (
          <Choice
            key={person.id}
            person={person}
            pair={isTrainee ? { student: user, teacher: person } : { student: person, teacher: user }}
            known={assignments.find((each) => partner(each).id === person.id)}
          />
        ))}
      </ul>
      {total > found.length && (
        <Text size="sm" c="dimmed" pt="xs">
          {t('modal.more', { shown: numberOf(found.length), total: numberOf(total) })}
        </Text>
      )}
    </>
  );
}

interface ChoiceProps {
  person: Person | User;
  pair: { student: Person; teacher: Person };
  known: Assignment | undefined;
}

function Choice({ person, pair, known }: ChoiceProps) {
  const { t } = useTranslation('assignments');
  const actions = useAssignmentActions();
  const pending = usePendingAssignments();
  const isAssigned = known ? !pending.isRemoving(pair) : pending.isAssigning(pair);
  const { name } = person;
  return (
    <li className={classes.choice}>
      <Avatar id={person.id} name={name} />
      <div className={classes.who}>
        <span>{name}</span>
        <Text span size="sm" c="dimmed">
          {known && isAssigned ? t('since', { date: dateOf(known.assigned_date) }) : 'email' in person && person.email}
        </Text>
      </div>
      {isAssigned && <IconCheck size={18} className={classes.check} aria-hidden />}
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t(isAssigned ? 'remove_named' : 'assign_named', { name })}
        onClick={() => (isAssigned ? actions.remove(pair) : actions.assign(pair))}
      >
        {t(isAssigned ? 'remove' : 'assign')}
      </Button>
    </li>
  );
}
