import { useEffect, useState } from 'react';
import { tabStorage } from '@/lib/storage';

/** What was typed into a form and not saved, kept for a reload or a lost connection: one per form, in this tab only. */
const nameOf = (form: string) => `tms.draft.${form}`;

/** What a form contains, and what it started from. */
export interface Kept<Base, Values> {
  base: Base;
  values: Partial<Values>;
}

function readDraft<B, V>(form: string): Kept<B, V> | null {
  try {
    const kept = JSON.parse(tabStorage.get(nameOf(form)) ?? 'null') as Partial<Kept<B, V>> | null;
    // An earlier version of the client kept something else.
    return kept?.base && kept.values ? (kept as Kept<B, V>) : null;
  } catch {
    return null;
  }
}

export const forgetDraft = (form: string) => tabStorage.remove(nameOf(form));

/** What was kept when the form appeared; null if nothing was. */
export function useKept<B, V>(form: string): Kept<B, V> | null {
  const [kept] = useState(() => readDraft<B, V>(form));
  return kept;
}

/** Keeps what is typed for as long as it differs from what is saved; null if it does not. */
export function useKeepDraft<B, V>(form: string, draft: Kept<B, V> | null) {
  const text = draft && JSON.stringify(draft);
  useEffect(() => {
    if (text === null) forgetDraft(form);
    else tabStorage.set(nameOf(form), text);
  }, [form, text]);
}
