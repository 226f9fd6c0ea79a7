import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { Person } from '@/api/types';
import { useTranslation } from '@/i18n';
import { toast, toastProblem } from '@/ui/feedback/toasts';

/** A trainee and a trainer to assign to each other, or to separate. */
export interface Pair {
  student: Person;
  teacher: Person;
  /** This is an undo, and does not offer an undo itself. */
  isUndo?: boolean;
}

const ASSIGN = ['care', 'assign'];
const REMOVE = ['care', 'remove'];

/** Assigns trainees to trainers and removes assignments, both with an undo. */
export function useAssignmentActions() {
  const { t } = useTranslation('assignments');
  const { t: core } = useTranslation();
  const queries = useQueryClient();
  // Pending until the data shown agrees, so that nothing flickers in between.
  const onSettled = () => queries.invalidateQueries({ queryKey: ['assignments'] });
  const wordsOf = ({ student, teacher }: Pair) => ({ student: student.name, teacher: teacher.name });

  const assign = useMutation({
    mutationKey: ASSIGN,
    mutationFn: ({ student, teacher }: Pair) =>
      api.POST('/assignments/', { body: { student_id: student.id, teacher_id: teacher.id } }),
    onSuccess: (_, pair) => tell(t('done.assigned', wordsOf(pair)), pair, (back) => remove.mutate(back)),
    // Somebody else has just done the same.
    onError: (error) => hasCode(error, 'already_assigned') || toastProblem(error, core),
    onSettled,
  });
  const remove = useMutation({
    mutationKey: REMOVE,
    mutationFn: ({ student, teacher }: Pair) =>
      api.DELETE('/assignments/{student_id}/{teacher_id}', {
        params: { path: { student_id: student.id, teacher_id: teacher.id } },
      }),
    onSuccess: (_, pair) => tell(t('done.removed', wordsOf(pair)), pair, (back) => assign.mutate(back)),
    onError: (error) => hasCode(error, 'not_found') || toastProblem(error, core),
    onSettled,
  });
  function tell(message: string, pair: Pair, run: (back: Pair) => void) {
    const undo = { label: core('action.undo'), run: () => run({ ...pair, isUndo: true }) };
    toast(message, pair.isUndo ? undefined : undo);
  }
  return { assign: assign.mutate, remove: remove.mutate };
}

const keyOf = ({ student, teacher }: Pick<Pair, 'student' | 'teacher'>) => `${student.id}-${teacher.id}`;

/** Requested changes that have not been confirmed yet, shown as if they were. */
export function usePendingAssignments() {
  const pendingOf = (mutationKey: string[]) => ({
    filters: { mutationKey, status: 'pending' as const },
    select: ({ state }: { state: { variables: unknown } }) => keyOf(state.variables as Pair),
  });
  const assigning = useMutationState<string>(pendingOf(ASSIGN));
  const removing = useMutationState<string>(pendingOf(REMOVE));
  return {
    isAssigning: (pair: Pick<Pair, 'student' | 'teacher'>) => assigning.includes(keyOf(pair)),
    isRemoving: (pair: Pick<Pair, 'student' | 'teacher'>) => removing.includes(keyOf(pair)),
  };
}
