import { type ComponentProps, Suspense } from 'react';
import type { Session } from '@/api/types';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import type { Prefill } from '../model/draft';
import type { useMove } from '../move/useMove';
import type { usePlanning } from './usePlanning';

// Loaded when needed.
const SessionCard = lazyWithRetry(() => import('./cards/SessionCard'));
const QuickCreate = lazyWithRetry(() => import('./cards/QuickCreate'));
const MoveConfirmModals = lazyWithRetry(() => import('../move/MoveConfirmModals'));
const CreateSessionModal = lazyWithRetry(() => import('../form/CreateSessionModal'));
const DIALOGS = {
  move: lazyWithRetry(() => import('../move/MoveSessionModal')),
  trainees: lazyWithRetry(() => import('../trainees/AddTraineeModal')),
  attendance: lazyWithRetry(() => import('../attendance/AttendanceModal')),
};

/** A dialog about a session that its card opens. */
export interface OpenDialog {
  name: keyof typeof DIALOGS;
  session: Session;
}

interface Props {
  /** The card that is shown; null for none. */
  card: ComponentProps<typeof SessionCard> | null;
  dialog: OpenDialog | null;
  /** Closes the dialog. */
  onClose: () => void;
  moving: ReturnType<typeof useMove>;
  planning: ReturnType<typeof usePlanning>;
  /** The form for a new session, and what it begins with; null while it is closed. */
  form: Prefill | null;
  onFormClosed: () => void;
}

/** Everything that opens over the calendar: cards, and dialogs. */
export function CalendarDialogs({ card, dialog, onClose, moving, planning, form, onFormClosed }: Props) {
  const Dialog = dialog && DIALOGS[dialog.name];
  return (
    <Suspense>
      {card && <SessionCard key={`${card.session.id} ${card.isPinned}`} {...card} />}
      {Dialog && <Dialog session={dialog.session} opened onClose={onClose} />}
      {(moving.conflict || moving.overtaken) && <MoveConfirmModals moving={moving} />}
      {planning.quick && <QuickCreate {...planning.quick} />}
      {form && <CreateSessionModal {...form} opened onClose={onFormClosed} />}
    </Suspense>
  );
}
