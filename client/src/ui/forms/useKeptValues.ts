import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useState } from 'react';
import { forgetDraft, readDraft, useKeepDraft, useKept } from './keptDraft';

interface Kept<V, B> {
  values: V;
  base: B;
}

/** What was typed in a form before a reload, and what it started from; null if there is nothing. */
export const readKept = <V, B>(name: string) => readDraft<Kept<V, B>>(name);

const filled = (values: object) => JSON.stringify(Object.entries(values).filter(([, value]) => value !== ''));

/** Whether a form differs from what it started from. Mantine's `isDirty` forgets values that were not typed. */
const isChanged = <V extends Record<string, unknown>>(form: UseFormReturnType<V>) =>
  filled(form.getValues()) !== filled(form.getInitialValues());

/**
 * Keeps what is typed in a form for a reload, with what the form started from. `name` identifies the form and its user.
 * Restores what was kept when the form appears.
 */
export function useKeptValues<V extends Record<string, unknown>, B>(
  name: string,
  form: UseFormReturnType<V>,
  base: B,
): { isTyped: boolean; isRestored: boolean; holds: () => boolean; forget: () => void } {
  const kept = useKept<Kept<V, B>>(name);
  const [isReady, setReady] = useState(kept === null);
  const { values, setValues } = form;
  const isTyped = isChanged(form);
  // Runs once: the form starts with what it is compared to, and then gets what had been typed.
  useEffect(() => {
    if (isReady) return;
    if (kept) setValues(kept.values);
    setReady(true);
  }, [isReady, kept, setValues]);
  useKeepDraft(name, isTyped || !isReady, isReady ? { values, base } : kept);
  return {
    isTyped,
    isRestored: kept !== null && isTyped,
    /** Whether something is typed, also right after a key. */
    holds: () => isChanged(form),
    forget: () => forgetDraft(name),
  };
}
