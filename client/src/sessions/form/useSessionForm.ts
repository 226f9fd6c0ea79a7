import { type UseFormReturnType, useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { useOwnFields } from '@/people';
import { missingFields } from '@/ui/customFields/customValues';
import { useFieldTexts } from '@/ui/fields/typed/fieldTexts';
import { forgetDraft, readDraft, storeDraft } from '@/ui/forms/keptDraft';
import { isSameDraft, type SessionDraft, validateDraft } from '../model/draft';

/** What the form started from, with the version to send when saving; null for a new session. */
export interface Base {
  draft: SessionDraft;
  version: number | null;
}

interface Kept {
  base: Base;
  draft: SessionDraft;
}

export type SessionFormState = UseFormReturnType<SessionDraft>;

/**
 * A session form whose draft survives a reload. `name` identifies the form: `new`, or the session's id. `typed` is what
 * somebody has typed elsewhere and continues here; it is newer than a draft.
 */
export function useSessionForm(name: string, initial: Base, typed?: SessionDraft) {
  const { t } = useTranslation('sessions');
  const me = useMe();
  const keptAs = `${me.id}.session.${name}`;
  const [kept] = useState(() => (typed ? { base: initial, draft: typed } : readDraft<Kept>(keptAs)));
  const [base, setBase] = useState(kept?.base ?? initial);
  const [isRestored, setRestored] = useState(kept !== null && !typed);
  const fields = useOwnFields('session');
  const { required } = useFieldTexts();
  /** A required field may be newer than the session, but it cannot be cleared. */
  const missingValues = (draft: SessionDraft) => {
    const missing = missingFields(fields, draft).filter((field) => base.version === null || field.name in base.draft);
    return Object.fromEntries(missing.map(({ name, label }) => [name, required.replace('{{label}}', label)]));
  };
  const form = useForm<SessionDraft>({
    initialValues: base.draft,
    validate: (draft) => ({
      ...Object.fromEntries(Object.entries(validateDraft(draft)).map(([field, fault]) => [field, t(`form.${fault}`)])),
      ...missingValues(draft),
    }),
  });
  // Runs once: the form starts with what it is compared to, and then gets what had been typed.
  const [isReady, setReady] = useState(kept === null);
  useEffect(() => {
    if (isReady) return;
    if (kept) form.setValues(kept.draft);
    setReady(true);
  }, [isReady, kept, form.setValues]);

  const { values } = form;
  const isTyped = form.isDirty() && !isSameDraft(form.getValues(), base.draft);
  useEffect(() => {
    if (!isReady) return;
    if (isTyped) storeDraft(keptAs, { base, draft: values } satisfies Kept);
    else forgetDraft(keptAs);
  }, [isReady, isTyped, values, base, keptAs]);

  return {
    form,
    base,
    isTyped,
    /** The fields contain what was typed before a reload, or before the modal was closed. */
    isRestored: isRestored && isTyped,
    /** Compares with another version from now on, and keeps what was typed. */
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
    /** Called when it has been saved or discarded. */
    forget: () => forgetDraft(keptAs),
  };
}
