import { useRouter } from '@tanstack/react-router';
import { useLayoutEffect, useState } from 'react';
import { forgetDraft } from './keptDraft';
import { LeaveModal } from './LeaveModal';

interface Props {
  /** Whether the page has unsaved input. */
  isTyped: boolean;
  /** The name of the draft (see `useKeepDraft`), which is forgotten with what is discarded. */
  keptAs: string;
  onDiscard: () => void;
}

type Answer = (stays: boolean) => void;

/** Asks before somebody leaves a page with unsaved input. A sign-in that ends is never held up: the draft is kept. */
export function LeaveGuard({ isTyped, keptAs, onDiscard }: Props) {
  const { history } = useRouter();
  const [answer, setAnswer] = useState<Answer | null>(null);
  // At once: the next key may leave.
  useLayoutEffect(() => {
    if (!isTyped) return undefined;
    return history.block({
      // A reload keeps what was typed.
      enableBeforeUnload: false,
      blockerFn: ({ currentLocation, nextLocation }) => {
        const { pathname } = nextLocation;
        if (pathname === currentLocation.pathname || pathname.endsWith('/login')) return false;
        return new Promise<boolean>((resolve) => setAnswer(() => resolve));
      },
    });
  }, [isTyped, history]);
  const give = (stays: boolean) => {
    setAnswer(null);
    answer?.(stays);
  };
  return (
    <LeaveModal
      opened={answer !== null}
      onDiscard={() => {
        onDiscard();
        // The page may be gone before its form has noticed.
        forgetDraft(keptAs);
        give(false);
      }}
      onKeep={() => give(true)}
    />
  );
}
