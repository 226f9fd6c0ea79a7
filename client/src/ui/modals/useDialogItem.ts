import { type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from '@/i18n';
import { toastProblem } from '../feedback/toasts';

/** What a dialog on any page is about, once it has been read. If that fails, a message says so and the dialog closes. */
export function useDialogItem<T, K extends QueryKey>(query: UseQueryOptions<T, Error, T, K>, onClose: () => void) {
  const { t } = useTranslation();
  const { data, error } = useQuery(query);
  useEffect(() => {
    if (!error) return;
    toastProblem(error, t);
    onClose();
  }, [error, t, onClose]);
  return data;
}
