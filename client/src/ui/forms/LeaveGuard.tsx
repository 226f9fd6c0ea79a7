import { useRouter } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { LeaveModal } from './LeaveModal';
import { SAVE_PATIENCE_MS } from './unsaved';
import type { EditForm } from './useEditForm';

type Form = Pick<EditForm<object, object, null>, 'isTyped' | 'isSaving' | 'discard'>;

type Answer = (stays: boolean) => void;

/**
 * Asks before somebody leaves a page with unsaved input. While the input is being saved, leaving waits: it goes on when
 * the save has succeeded, and stays with the error when it has failed. A sign-in that ends is never held up: the draft is
 * kept.
 */
export function LeaveGuard({ of: { isTyped, isSaving, discard } }: { of: Form }) {
  const { history } = useRouter();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [isOverdue, setOverdue] = useState(false);
  const pending = useRef<Answer | null>(null);
  const hasWaited = useRef(false);
  // At once: the next key may leave.
  useLayoutEffect(() => {
    if (!isTyped) return undefined;
    return history.block({
      // A reload keeps what was typed.
      enableBeforeUnload: false,
      blockerFn: ({ currentLocation, nextLocation }) => {
        const { pathname } = nextLocation;
        if (pathname === currentLocation.pathname || pathname.endsWith('/login')) return false;
        // Of several places that were chosen while the save was under way, the last one counts.
        pending.current?.(true);
        hasWaited.current = false;
        return new Promise<boolean>((resolve) => {
          pending.current = resolve;
          setAnswer(() => resolve);
        });
      },
    });
  }, [isTyped, history]);
  const give = (stays: boolean) => {
    pending.current = null;
    setAnswer(null);
    answer?.(stays);
  };
  const isWaiting = answer !== null && isSaving;
  useEffect(() => {
    if (!isWaiting) return undefined;
    hasWaited.current = true;
    const timer = setTimeout(() => setOverdue(true), SAVE_PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setOverdue(false);
    };
  }, [isWaiting]);
  useEffect(() => {
    if (answer && !isSaving && (!isTyped || hasWaited.current)) give(isTyped);
  });
  return (
    <LeaveModal
      opened={answer !== null && (isOverdue || !(isSaving || hasWaited.current))}
      onDiscard={() => {
        discard();
        give(false);
      }}
      onKeep={() => give(true)}
    />
  );
}
