import { useEffect, useState } from 'react';
import { forgetDraft, readDraft, storeDraft } from './draftStorage';

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
