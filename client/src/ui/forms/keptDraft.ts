import { useEffect, useState } from 'react';
import { tabStorage } from '@/lib/storage';

/** What was typed into a form and not saved, kept for a reload or a lost connection: one per form, in this tab only. */
const nameOf = (form: string) => `tms.draft.${form}`;

export function readDraft<T>(form: string): T | null {
  try {
    return JSON.parse(tabStorage.get(nameOf(form)) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export const storeDraft = (form: string, draft: unknown) => tabStorage.set(nameOf(form), JSON.stringify(draft));

export const forgetDraft = (form: string) => tabStorage.remove(nameOf(form));

/** What was typed into a form before a reload; null if nothing was. */
export function useKept<T>(name: string): T | null {
  const [kept] = useState(() => readDraft<T>(name));
  return kept;
}

/** Keeps what is typed into a form for a reload, as long as it differs from what is saved. */
export function useKeepDraft(name: string, isTyped: boolean, draft: unknown) {
  const text = isTyped ? JSON.stringify(draft) : null;
  useEffect(() => {
    if (text === null) forgetDraft(name);
    else storeDraft(name, JSON.parse(text));
  }, [name, text]);
}
