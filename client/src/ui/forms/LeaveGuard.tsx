import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ConfirmModal } from '../modals/ConfirmModal';
import { forgetDraft } from './keptDraft';

interface Props {
  /** Whether the page has unsaved input. */
  isTyped: boolean;
  /** The name of the draft (see `useKeepDraft`), which is forgotten with what is discarded. */
  keptAs: string;
  title: string;
  text: string;
  /** The button that leaves. */
  discard: string;
  onDiscard: () => void;
}

type Answer = (stays: boolean) => void;

/** Asks before somebody leaves a page with unsaved input. A sign-in that ends is never held up: the draft is kept. */
export function LeaveGuard({ isTyped, keptAs, title, text, discard, onDiscard }: Props) {
  const { history } = useRouter();
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
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
    <ConfirmModal
      opened={answer !== null}
      title={title}
      confirm={discard}
      isDangerous
      onConfirm={() => {
        onDiscard();
        // The page may be gone before its form has noticed.
        forgetDraft(keptAs);
        give(false);
      }}
      onClose={() => give(true)}
    >
      {text}
    </ConfirmModal>
  );
}
