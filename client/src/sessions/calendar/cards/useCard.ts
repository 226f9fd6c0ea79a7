import { type FocusEvent, type MouseEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';

/** The card that is shown, and whether it stays until it is closed. */
interface Shown {
  id: number;
  isPinned: boolean;
}

/** A pointer that only passes shows nothing. */
const OPEN_MS = 350;
/** A pointer may take this long from a session to its card. */
const CLOSE_MS = 180;

const idAt = (target: EventTarget | null) => {
  const id = (target as Element | null)?.closest<HTMLElement>('[data-session]')?.dataset.session;
  return id === undefined ? null : Number(id);
};

/**
 * Which session's card is shown: of one that a mouse rests on or that has the keyboard's focus, until that leaves it, or
 * of one that was pressed, until it is closed. Escape closes both. Returns handlers for what contains the sessions.
 */
export function useCard(isBusy: boolean) {
  const [shown, setShown] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = useCallback((next: Shown | null, ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown((now) => (now?.isPinned ? now : next)), ms);
  }, []);
  const close = useCallback(() => {
    clearTimeout(timer.current);
    setShown(null);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const isPreview = shown !== null && !shown.isPinned;
  useEffect(() => {
    if (!isPreview) return undefined;
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isPreview, close]);
  useEffect(() => {
    if (isBusy) close();
  }, [isBusy, close]);

  const leave = () => later(null, CLOSE_MS);
  const show = (id: number | null, ms: number) => {
    if (isBusy || id === shown?.id) clearTimeout(timer.current);
    else later(id === null ? null : { id, isPinned: false }, id === null ? CLOSE_MS : shown ? CLOSE_MS : ms);
  };
  return {
    shown,
    close,
    /** For the card itself: it stays while the pointer is on it. */
    hold: () => clearTimeout(timer.current),
    leave,
    handlers: {
      onPointerOver: ({ target, pointerType, buttons }: PointerEvent) => {
        if (pointerType === 'mouse' && buttons === 0) show(idAt(target), OPEN_MS);
      },
      onPointerLeave: leave,
      onPointerDown: () => isPreview && close(),
      onFocus: ({ target }: FocusEvent) => {
        if (target.matches(':focus-visible') && idAt(target) !== null) show(idAt(target), OPEN_MS);
      },
      onBlur: ({ target }: FocusEvent) => idAt(target) !== null && leave(),
      onClick: ({ target }: MouseEvent) => {
        const id = idAt(target);
        if (id === null) return;
        clearTimeout(timer.current);
        setShown({ id, isPinned: true });
      },
    },
  };
}
