import { type UseFormReturnType, useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { type SessionDraft, validateDraft } from '../model/draft';

/** What a form began with: a save says from which version it was made; null for a new session. */
export interface Base {
  draft: SessionDraft;
  version: number | null;
}

interface Kept {
  base: Base;
  draft: SessionDraft;
}

export type SessionFormState = UseFormReturnType<SessionDraft>;

/** The form of a session whose draft outlives a reload. `name` tells forms apart: `new`, or the session's id. */
export function useSessionForm(name: string, initial: Base) {
  const { t } = useTranslation('sessions');
  const me = useMe();
  const keptAs = `${me.id}.session.${name}`;
  const [kept] = useState(() => readDraft<Kept>(keptAs));
  const [base, setBase] = useState(kept?.base ?? initial);
  const [isRestored, setRestored] = useState(kept !== null);
  const form = useForm<SessionDraft>({
    initialValues: base.draft,
    validate: (draft) =>
      Object.fromEntries(Object.entries(validateDraft(draft)).map(([field, fault]) => [field, t(`form.${fault}`)])),
  });
  // Once: the form begins with what it is compared to, and then holds what had been typed.
  const [isReady, setReady] = useState(kept === null);
  useEffect(() => {
    if (isReady) return;
    if (kept) form.setValues(kept.draft);
    setReady(true);
  }, [isReady, kept, form.setValues]);

  const isTyped = form.isDirty();
  const { values } = form;
  useEffect(() => {
    if (!isReady) return;
    if (isTyped) storeDraft(keptAs, { base, draft: values } satisfies Kept);
    else forgetDraft(keptAs);
  }, [isReady, isTyped, values, base, keptAs]);

  return {
    form,
    base,
    isTyped,
    /** What is in the fields was typed before a reload, or before the dialog was left. */
    isRestored: isRestored && isTyped,
    /** Compare with another version from now on, and keep what is typed. */
    rebase(next: Base) {
      setBase(next);
      form.setInitialValues(next.draft);
      form.resetDirty(next.draft);
    },
    begin(next: Base) {
      this.rebase(next);
      form.setValues(next.draft);
      form.clearErrors();
      setRestored(false);
      forgetDraft(keptAs);
    },
    /** It has been saved, or is given up. */
    forget: () => forgetDraft(keptAs),
  };
}

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
