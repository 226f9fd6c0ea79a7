import { useRef, useState } from 'react';
import type { Session } from '@/api/types';
import { FormModal, type Unsaved } from '@/ui/forms/FormModal';
import type { SessionDraft } from '../model/draft';
import { SessionForm } from './SessionForm';

interface Props {
  title: string;
  opened: boolean;
  onClose: () => void;
  session?: Session | undefined;
  initial?: (() => SessionDraft) | undefined;
  typed?: SessionDraft | undefined;
  known?: Session | undefined;
  onSaved: (session: Session, before: SessionDraft) => void;
  /** Discards what is in the form. */
  onDiscard: () => void;
}

/** The session form in a modal that does not close with unsaved changes. */
export function SessionModal({ title, opened, onClose, onDiscard, ...form }: Props) {
  const [isAsking, setAsking] = useState(false);
  const holds = useRef((): Unsaved => false);
  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      onDiscard={onDiscard}
      holds={() => holds.current()}
      isCovered={isAsking}
      title={title}
      size="42rem"
      isTall
    >
      {(close) => <SessionForm {...form} holds={holds} onAsking={setAsking} onClose={close} />}
    </FormModal>
  );
}
