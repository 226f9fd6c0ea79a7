import { useMutation } from '@tanstack/react-query';
import { api, dataOf } from '@/api/client';
import type { AttendanceMark, Person, Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useLiveConnection } from '@/live/context';
import { useChange } from '@/live/useChange';
import { toast, toastProblem } from '@/ui/feedback/toasts';

interface Seat {
  trainee: Person;
  mark: AttendanceMark | undefined;
}

/** Takes a trainee out at once; the toast brings them back, with their attendance mark. */
export function useRemoveTrainee(session: Session) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { cache } = useLiveConnection();
  const path = { session_id: session.id };

  const bringBack = useMutation({
    mutationFn: async ({ trainee, mark }: Seat) => {
      // They were in it, clash or not.
      const query = { allow_conflicts: true };
      const body = { trainee_ids: [trainee.id] };
      const back = await dataOf(api.POST('/sessions/{session_id}/trainees', { params: { path, query }, body }));
      if (!mark) return back;
      const records = [{ trainee_id: trainee.id, status: mark.status, note: mark.note }];
      return dataOf(api.PUT('/sessions/{session_id}/attendance', { params: { path }, body: { records } }));
    },
    onSuccess: (saved, { trainee }) => {
      cache.learn('sessions', saved);
      toast(t('roster.back', { name: trainee.name }));
    },
    onError: (error) => toastProblem(error, core),
  });
  const remove = useChange({
    of: 'sessions',
    send: ({ trainee }: Seat) =>
      api.DELETE('/sessions/{session_id}/trainees/{trainee_id}', {
        params: { path: { ...path, trainee_id: trainee.id } },
      }),
    expect: ({ trainee }) => ({ id: session.id, change: (known) => without(known, trainee.id) }),
    onDone: (_saved, seat) =>
      toast(t('roster.removed', { name: seat.trainee.name }), {
        label: core('action.undo'),
        run: () => bringBack.mutate(seat),
      }),
  });
  return (trainee: Person) =>
    remove.mutate({ trainee, mark: session.attendance.find(({ trainee_id }) => trainee_id === trainee.id) });
}

const without = (session: Session, id: number): Session => ({
  ...session,
  trainees: session.trainees.filter((trainee) => trainee.id !== id),
  trainee_ids: session.trainee_ids.filter((trainee) => trainee !== id),
  trainee_count: session.trainee_count - 1,
  attendance: session.attendance.filter(({ trainee_id }) => trainee_id !== id),
});
