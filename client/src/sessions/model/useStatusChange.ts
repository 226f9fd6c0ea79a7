import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { useSessionChange } from './useSessionChange';

/** Completing, cancelling and reopening. Admins can take the first two back, from the toast. */
export function useStatusChange(session: Session) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { role } = useMe();
  const change = useSessionChange();
  const end = (status: 'completed' | 'cancelled') =>
    change.mutate({
      session,
      body: { status },
      said: t(`done.${status}`),
      ...(role === 'admin' && { undo: { label: core('action.undo'), back: { status: 'scheduled' } } }),
    });
  return {
    complete: () => end('completed'),
    cancel: () => end('cancelled'),
    /** Its people may have other sessions by now: then it is refused, with their names. */
    reopen: () => change.mutate({ session, body: { status: 'scheduled' }, said: t('done.reopened') }),
  };
}
