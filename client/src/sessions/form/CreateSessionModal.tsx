import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { newDraft, type Prefill, repeatDraft } from '../model/draft';
import { SessionModal } from './SessionModal';
import { useCreatedToast } from './useCreatedToast';

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
  const { title, ...slot } = prefill;
  const onDone = useCreatedToast();
  return (
    <SessionModal
      title={t(like ? 'create.again' : 'create.title')}
      opened={opened}
      onClose={onClose}
      initial={() => (like ? repeatDraft(like) : newDraft(slot))}
      typed={title ? newDraft(prefill) : undefined}
      known={like}
      onSaved={(session) => {
        onDone(session);
        onClose();
        onCreated?.(session);
      }}
    />
  );
}
