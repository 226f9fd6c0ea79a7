import { Suspense } from 'react';
import type { Session } from '@/api/types';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';

const DIALOGS = {
  move: lazyWithRetry(() => import('../move/MoveSessionModal')),
  trainees: lazyWithRetry(() => import('../trainees/AddTraineeModal')),
  attendance: lazyWithRetry(() => import('../attendance/AttendanceModal')),
};

interface Props {
  /** Which one is open; nothing: none. */
  name: keyof typeof DIALOGS | undefined;
  session: Session | undefined;
  onClose: () => void;
}

/** Moving, adding trainees, attendance: whichever is asked for, once its code is there. */
export function CalendarModal({ name, session, onClose }: Props) {
  if (!name || !session) return null;
  const Open = DIALOGS[name];
  return (
    <Suspense>
      <Open session={session} opened onClose={onClose} />
    </Suspense>
  );
}
