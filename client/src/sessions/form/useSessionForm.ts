import type { UseFormReturnType } from '@mantine/form';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useOwnFields } from '@/people';
import { missingFields } from '@/ui/customFields/customValues';
import { useFieldTexts } from '@/ui/fields/typed/fieldTexts';
import { type Attempt, type EditForm, useEditForm } from '@/ui/forms/useEditForm';
import {
  bodyOf,
  draftOf,
  fieldsOf,
  newDraft,
  type SessionDraft,
  type SessionFields,
  toChanges,
  validateDraft,
} from '../model/draft';
import { conflictDifferences, type Saving, useSessionSave } from './useSessionSave';

export type SessionFormState = UseFormReturnType<SessionDraft>;

type SessionAttempt = Attempt<SessionDraft, SessionFields, Session | null>;

export interface SessionFormOptions {
  /** The session to edit; omitted for a new one. */
  session?: Session | undefined;
  /** Initial values for a new session. */
  initial?: (() => SessionDraft) | undefined;
  /** What was typed before the form opened, in place of the initial values. */
  typed?: SessionDraft | undefined;
  /** Called with the values before, for an undo. */
  onSaved: (session: Session, before: SessionDraft) => void;
}

/** A form for a new or an existing session, and how it is saved: what would be refused is put to the user first. */
export function useSessionForm({ session, initial = () => newDraft({}), typed, onSaved }: SessionFormOptions) {
  const { t } = useTranslation('sessions');
  const own = useOwnFields('session');
  const { required } = useFieldTexts();
  const toValues = (from: Session | null) => (from ? draftOf(from) : initial());
  /** A required field may be newer than the session, but it cannot be cleared. */
  const missingValues = (draft: SessionDraft, base: Session | null) => {
    const missing = missingFields(own, draft).filter(({ name }) => !base || name in draftOf(base));
    return Object.fromEntries(missing.map(({ name, label }) => [name, required.replace('{{label}}', label)]));
  };
  const saving = useSessionSave({
    onSaved: (saved) => {
      const before = toValues(edit.base);
      edit.saved(saved);
      onSaved(saved, before);
    },
    onRefused: (error, errors, { allow = false }) =>
      edit.refused(error, errors, (attempt) => saving.save(toSaving(attempt, allow))),
  });
  const toSaving = ({ changes, values, over }: SessionAttempt, allow = false): Saving =>
    over
      ? { kind: 'change', id: over.id, version: over.version, body: toChanges(changes), allow }
      : { kind: 'create', body: bodyOf(values, own) };
  const edit: EditForm<SessionDraft, SessionFields, Session | null> = useEditForm({
    name: `session.${session?.id ?? 'new'}`,
    item: session ?? null,
    toValues,
    typed,
    toFields: (draft: SessionDraft) => fieldsOf(draft, own),
    validate: (draft) => ({
      ...Object.fromEntries(Object.entries(validateDraft(draft)).map(([field, fault]) => [field, t(`form.${fault}`)])),
      ...missingValues(draft, edit.base),
    }),
    save: (attempt) => saving.save(toSaving(attempt)),
    isSaving: saving.isPending,
    isAsking: saving.conflicts !== null || saving.marked !== null,
    compare: (fields, mine, theirs) => (theirs ? conflictDifferences(fields, mine, theirs, t, own) : []),
  });
  return { edit, saving, own };
}
