import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useOwnFields } from '@/people';
import { toast } from '@/ui/feedback/toasts';
import { changesOf, draftOf } from '../model/draft';
import { useSessionChange } from '../model/useSessionChange';
import { SessionModal } from './SessionModal';

interface Props {
  session: Session;
  opened: boolean;
  onClose: () => void;
}

/** Edits an existing session. */
export default function EditSessionModal({ session, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { takeBack } = useSessionChange();
  const fields = useOwnFields('session');
  return (
    <SessionModal
      title={t('edit.title')}
      opened={opened}
      onClose={onClose}
      session={session}
      onSaved={(saved, before) => {
        const body = changesOf(draftOf(saved), before, fields);
        toast(t('edit.done', { title: saved.title }), {
          label: core('action.undo'),
          run: () => takeBack(saved, body, t('done.undone', { title: saved.title })),
        });
        onClose();
      }}
    />
  );
}
