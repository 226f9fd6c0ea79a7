/** What is being typed, for a reload and for a lost connection: one text a form, in this tab alone. */
const nameOf = (form: string) => `tms.draft.${form}`;

export function readDraft<T>(form: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(form)) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export const storeDraft = (form: string, draft: unknown) => sessionStorage.setItem(nameOf(form), JSON.stringify(draft));

export const forgetDraft = (form: string) => sessionStorage.removeItem(nameOf(form));
