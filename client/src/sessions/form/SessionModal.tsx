import { useRef, useState } from 'react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { deferToNextTask } from '@/lib/deferToNextTask';
import { AppModal } from '@/ui/modals/AppModal';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import type { SessionDraft } from '../model/draft';
import { SessionForm } from './SessionForm';

interface Props {
  title: string;
  opened: boolean;
  onClose: () => void;
  session?: Session | undefined;
  initial?: (() => SessionDraft) | undefined;
  known?: Session | undefined;
  onSaved: (session: Session, before: SessionDraft) => void;
  /** Discards what is in the form. */
  onDiscard: () => void;
}

const NOTHING = { isTyped: false, isAsking: false };

/** The session form in a modal that does not close with unsaved changes. */
export function SessionModal({ title, opened, onClose, onDiscard, ...form }: Props) {
  const { t } = useTranslation('sessions');
  const [state, setState] = useState(NOTHING);
  const [isLeaving, setLeaving] = useState(false);
  const holds = useRef(() => false);
  const close = () => (holds.current() ? deferToNextTask(() => setLeaving(true))() : onClose());
  return (
    <AppModal
      opened={opened}
      onClose={close}
      title={title}
      size="42rem"
      isTall
      closeOnEscape={!state.isAsking && !isLeaving}
      closeOnClickOutside={!state.isTyped}
    >
      <SessionForm {...form} holds={holds} onState={setState} onClose={close} />
      <ConfirmModal
        opened={isLeaving}
        title={t('form.leave_title')}
        confirm={t('form.discard')}
        isDangerous
        onConfirm={() => {
          setLeaving(false);
          onDiscard();
          onClose();
        }}
        onClose={deferToNextTask(() => setLeaving(false))}
      >
        {t('form.leave_text')}
      </ConfirmModal>
    </AppModal>
  );
}
