import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '@/api/client';
import { useTranslation } from '@/i18n';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { mailQuery } from '../model/systemQueries';

/** What an admin may do with mails. The lists are read again afterwards. */
export function useOutbox() {
  const { t } = useTranslation('system');
  const { t: core } = useTranslation();
  const queries = useQueryClient();
  const [testId, setTestId] = useState<number | null>(null);
  const options = {
    onError: (error: Error) => toastProblem(error, core),
    onSettled: () => queries.invalidateQueries({ queryKey: ['outbox'] }),
  };
  const retry = useMutation({
    mutationFn: (id: number) => api.POST('/outbox/{mail_id}/retry', { params: { path: { mail_id: id } } }),
    onSuccess: () => toast(t('mail.retried')),
    ...options,
  });
  const retryAll = useMutation({
    mutationFn: () => api.POST('/outbox/retry'),
    onSuccess: () => toast(t('mail.retried_all')),
    ...options,
  });
  const test = useMutation({
    mutationFn: () => dataOf(api.POST('/outbox/test')),
    onSuccess(mail) {
      queries.setQueryData(mailQuery(mail.id).queryKey, mail);
      setTestId(mail.id);
    },
    ...options,
  });
  return { retry, retryAll, test, testId, closeTest: () => setTestId(null) };
}
