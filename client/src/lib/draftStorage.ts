import { tabStorage } from './storage';

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
