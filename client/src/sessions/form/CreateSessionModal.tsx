import { useMutation } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { newDraft, type Prefill, repeatDraft } from '../model/draft';
import { SessionModal } from './SessionModal';
import { forgetDraft } from './useSessionForm';

interface Props extends Prefill {
  opened: boolean;
  onClose: () => void;
  onCreated?: (session: Session) => void;
  /** A session to repeat. */
  like?: Session | undefined;
}

/** Creates a session, empty or from a time, a trainer or another session. */
export default function CreateSessionModal({ opened, onClose, onCreated, like, ...prefill }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const me = useMe();
  const remove = useMutation({
    mutationFn: (id: number) => api.DELETE('/sessions/{session_id}', { params: { path: { session_id: id } } }),
    onError: (error) => toastProblem(error, core),
  });
  return (
    <SessionModal
      title={t(like ? 'create.again' : 'create.title')}
      opened={opened}
      onClose={onClose}
      initial={() => (like ? repeatDraft(like) : newDraft(prefill))}
      known={like}
      onDiscard={() => forgetDraft(`${me.id}.session.new`)}
      onSaved={(session) => {
        const undo = { label: core('action.undo'), run: () => remove.mutate(session.id) };
        toast(t('create.done', { title: session.title }), undo);
        onClose();
        onCreated?.(session);
      }}
    />
  );
}
