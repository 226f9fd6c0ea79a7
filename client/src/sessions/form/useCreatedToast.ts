import { useMutation } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { toast, toastProblem } from '@/ui/feedback/toasts';

/** Says that a session was created, with an undo that deletes it. */
export function useCreatedToast() {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const remove = useMutation({
    mutationFn: ({ id }: Session) => api.DELETE('/sessions/{session_id}', { params: { path: { session_id: id } } }),
    onSuccess: (_, { title }) => toast(t('delete.done', { title })),
    onError: (error) => toastProblem(error, core),
  });
  return (session: Session) =>
    toast(t('create.done', { title: session.title }), {
      label: core('action.undo'),
      run: () => remove.mutate(session),
    });
}
