import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type RefObject, useEffect, useState } from 'react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useNow } from '@/lib/useNow';
import { phaseOf } from '../model/sessionPhase';
import { useStatusChange } from '../model/useSessionChange';

/** All are marked; once the session is over, what is left to do. */
export function Next({ session, count }: { session: Session; count: number }) {
  const { t } = useTranslation('sessions');
  const isOver = phaseOf(session, useNow()) === 'past';
  return <span>{t(isOver ? 'attendance.complete_it' : 'attendance.complete_list', { count })}</span>;
}

interface FinishProps {
  /** The button to go on with. */
  ref: RefObject<HTMLButtonElement | null>;
  session: Session;
  /** Whether everybody is marked. */
  isDone: boolean;
  /** The number of marks on their way. */
  waiting: number;
  onClose: () => void;
}

/** Ends the work: completes the session once it is over and everybody is marked, and otherwise closes the dialog. */
export function Finish({ ref, session, isDone, waiting, onClose }: FinishProps) {
  const { t } = useTranslation('sessions');
  const isOver = phaseOf(session, useNow()) === 'past';
  const { complete } = useStatusChange(session);
  const [isWanted, setWanted] = useState(false);
  // The marks come first: completing is refused for a session that has changed meanwhile.
  useEffect(() => {
    if (!isWanted || waiting > 0) return;
    setWanted(false);
    complete();
    onClose();
  }, [isWanted, waiting, complete, onClose]);
  const offersCompleting = isOver && isDone;
  return (
    <>
      <Button ref={offersCompleting ? undefined : ref} variant="default" onClick={onClose}>
        {t('attendance.done')}
      </Button>
      {offersCompleting && (
        <Button
          ref={ref}
          loading={isWanted}
          leftSection={<IconCheck size={18} aria-hidden />}
          onClick={() => setWanted(true)}
        >
          {t('action.complete')}
        </Button>
      )}
    </>
  );
}
