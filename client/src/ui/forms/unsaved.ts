import { createContext, useContext, useLayoutEffect } from 'react';

/** For how long leaving a form waits for a save without an answer; then the user is asked. Milliseconds. */
export const SAVE_PATIENCE_MS = 10_000;

/** Input that would be lost by closing the dialog that it is in. */
export interface Unsaved {
  /** Whether there is any, also right after a key. */
  holds: () => boolean;
  /** Whether it is being saved, also right after a key: closing waits for the result. */
  isSaving: () => boolean;
  /** Gives it up. */
  discard?: () => void;
  /** Another dialog is above the form, and gets Escape. */
  isCovered?: boolean;
}

/** The dialog around a form: it asks what is in it before it closes. */
export const UnsavedContext = createContext<{ current: Unsaved | null } | null>(null);

/** Tells the dialog around this component, if there is one, what closing it would lose. */
export function useUnsaved(unsaved: Unsaved) {
  const dialog = useContext(UnsavedContext);
  // At once: the next key may close it.
  useLayoutEffect(() => {
    if (!dialog) return undefined;
    dialog.current = unsaved;
    return () => {
      if (dialog.current === unsaved) dialog.current = null;
    };
  });
}
