import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { hasCode } from '@/api/problem';
import { useTranslation } from '@/i18n';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { consumersQuery } from '../model/systemQueries';

/** What an admin may do about a consumer. */
export function useConsumer(name: string) {
  const { t } = useTranslation('system');
  const { t: core } = useTranslation();
  const queries = useQueryClient();
  const options = {
    // What is gone already was dealt with elsewhere; the list shows so.
    onError: (error: Error) => void (hasCode(error, 'not_found') || toastProblem(error, core)),
    onSettled: () => queries.invalidateQueries({ queryKey: consumersQuery().queryKey }),
  };
  /** One event by its position, or all with null. */
  const retry = useMutation({
    mutationFn: (position: number | null) =>
      api.POST('/consumers/{name}/retry', {
        params: { path: { name }, query: position === null ? {} : { position } },
      }),
    onSuccess: () => toast(t('background.retried')),
    ...options,
  });
  const skip = useMutation({
    mutationFn: (position: number) =>
      api.DELETE('/consumers/{name}/set-aside/{position}', { params: { path: { name, position } } }),
    onSuccess: () => toast(t('background.skipped')),
    ...options,
  });
  const remove = useMutation({
    mutationFn: () => api.DELETE('/consumers/{name}', { params: { path: { name } } }),
    onSuccess: () => toast(t('gone.removed')),
    ...options,
  });
  return { retry, skip, remove };
}

export type ConsumerActions = ReturnType<typeof useConsumer>;
