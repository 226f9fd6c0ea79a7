import { type UseFormInput, type UseFormReturnType, useForm } from '@mantine/form';
import { useRef, useState } from 'react';
import { hasCode } from '@/api/problem';
import { useMe } from '@/auth/AuthContext';
import { deferToNextTask } from '@/lib/deferToNextTask';
import { changedFields, conflictingFields, isSame, merged } from '@/lib/threeWayMerge';
import type { Difference } from '../modals/VersionConflictModal';
import { forgetDraft, useKeepDraft, useKept } from './keptDraft';
import { useUnsaved } from './unsaved';

/** What to save: what was changed, and the version it was compared with. */
export interface Attempt<Values, Fields, Item> {
  /** Of a new item, everything. */
  changes: Partial<Fields>;
  values: Values;
  /** The version to send; null for a new item. */
  over: Item;
}

type Save<Values, Fields, Item> = (attempt: Attempt<Values, Fields, Item>) => void;

interface Options<Values extends object, Fields extends object, Item> {
  /** Identifies the form. What is typed is kept under it for a reload, for each user separately. */
  name: string;
  /** What is edited, as current as events keep it; null for something new. */
  item: Item;
  /** What the form shows of a version. */
  toValues: (item: Item) => Values;
  /** What was typed elsewhere and goes on here; it is newer than what was kept. */
  typed?: Values | undefined;
  /** Fields that are neither kept nor compared, such as a password. */
  secrets?: readonly (keyof Values)[];
  /** What is compared with other versions, and saved. */
  toFields: (values: Values) => Fields;
  validate?: UseFormInput<Values>['validate'];
  onValuesChange?: UseFormInput<Values>['onValuesChange'];
  /** Sends the changes. What comes of it goes to `saved` or `refused`. */
  save: Save<Values, Fields, Item>;
  isSaving: boolean;
  /** Something that is not among the values would be lost, too. */
  holdsMore?: boolean;
  /** Another dialog is above the form and asks about what is being saved. */
  isAsking?: boolean;
  /** Fields that both sides have changed, as people read them. */
  compare?: (fields: (keyof Fields)[], mine: Values, theirs: Item) => Difference[];
}

/** A form with what it started from. Spread `conflict` on a `VersionConflictModal`. */
export interface EditForm<Values extends object, Fields extends object, Item> {
  form: UseFormReturnType<Values>;
  /** The version that the form started from. */
  base: Item;
  isTyped: boolean;
  isSaving: boolean;
  /** What is typed was restored after a reload. */
  isRestored: boolean;
  /** Somebody else has changed what is being edited. */
  isOutdated: boolean;
  submit: ReturnType<UseFormReturnType<Values>['onSubmit']>;
  /** Shows the current version, and gives up what was typed. */
  startOver: () => void;
  /** The same, when the form may be gone before it is rendered again. */
  discard: () => void;
  /** Call it with what the server saved. */
  saved: (item: Item) => void;
  /**
   * Call it with an error and the messages for the fields it is about. Returns true if the user sees it in the form, or
   * decides about it: if somebody else saved first (412), what both changed is put to the user; if those were different
   * fields, `again` saves over the new version.
   */
  refused: (error: unknown, errors: Record<string, string>, again?: Save<Values, Fields, Item>) => boolean;
  conflict: {
    differences: Difference[] | null;
    onKeepMine: () => void;
    onTakeTheirs: () => void;
    onClose: () => void;
  };
}

/** What every version of what is edited has; null for something new. */
type Version = { version: number } | null;

interface Base<Values, Item> {
  item: Item;
  values: Values;
}

/** What is typed, and what it started from: kept for a reload, and never overwritten by what arrives meanwhile. */
function useTyping<Values extends object, Fields extends object, Item extends Version>(
  options: Options<Values, Fields, Item>,
) {
  const { item, toValues, toFields, typed, secrets = [], validate, onValuesChange } = options;
  const keptAs = `${useMe().id}.${options.name}`;
  const found = useKept<Base<Values, Item>, Values>(keptAs);
  const kept = typed ? null : found;
  const [begun] = useState(() => ({ item, values: toValues(item) }));
  const [base, setBase] = useState(kept?.base ?? begun);
  const [isRestored, setRestored] = useState(kept !== null);
  const form = useForm<Values>({
    initialValues: typed ?? { ...base.values, ...kept?.values },
    ...(validate && { validate }),
    ...(onValuesChange && { onValuesChange }),
  });

  const open = (values: Values) =>
    Object.fromEntries(Object.entries(values).filter(([field]) => !secrets.includes(field as keyof Values)));
  const holds = () => !isSame(open(form.getValues()), open(base.values));
  const isTyped = holds();
  useKeepDraft(keptAs, isTyped ? { base, values: open(form.getValues()) as Partial<Values> } : null);

  const begin = (next: Base<Values, Item>) => {
    setBase(next);
    setRestored(false);
    // A field of the organisation's own that has no value is missing in the values.
    const emptied = Object.fromEntries(Object.keys(form.getValues()).map((field) => [field, '']));
    form.setValues({ ...emptied, ...next.values } as Values);
    form.clearErrors();
  };
  const startOver = () => begin(item === null ? begun : { item, values: toValues(item) });

  const isNewer = versionOf(item) > versionOf(base.item);
  const isOutdated = isNewer && !isSame(toFields(toValues(item)), toFields(base.values));
  if (isNewer && !isTyped) startOver();
  else if (isNewer && !isOutdated) {
    // What changed is not in this form.
    const values = toValues(item);
    form.setValues(merged(base.values, form.getValues(), values));
    setBase({ item, values });
  }
  const forget = () => forgetDraft(keptAs);
  return { form, base, isTyped, isRestored, isOutdated, holds, begin, startOver, forget };
}

const versionOf = (item: Version) => item?.version ?? 0;

/**
 * The state of every form that creates or edits something. What is typed is never overwritten by changes that arrive
 * meanwhile, survives a reload, and is merged field by field with what others have saved. In a `FormModal`, closing asks
 * first; on a page, a `LeaveGuard` does.
 */
export function useEditForm<Values extends object, Fields extends object, Item extends Version>(
  options: Options<Values, Fields, Item>,
): EditForm<Values, Fields, Item> {
  const { item, toValues, toFields, save, isSaving, isAsking = false, holdsMore = false } = options;
  const typing = useTyping(options);
  const { form, base, isTyped, startOver } = typing;
  const sent = useRef<Values>(base.values);
  const [theirs, setTheirs] = useState<Item | null>(null);
  const settle = () => setTheirs(null);
  const discard = () => {
    startOver();
    typing.forget();
  };
  useUnsaved({
    holds: () => typing.holds() || holdsMore,
    isSaving: () => isSaving,
    discard,
    isCovered: isAsking || theirs !== null,
  });

  const fieldsOf = (version: Item) => toFields(toValues(version));
  const conflicting = (other: Item) =>
    conflictingFields(toFields(base.values), toFields(form.getValues()), fieldsOf(other));
  const send = (over: Item, via: Save<Values, Fields, Item> = save) => {
    const values = form.getValues();
    sent.current = values;
    const fields = toFields(values);
    const changes = over === null ? fields : changedFields(toFields(base.values), fields);
    if (Object.keys(changes).length > 0) via({ changes, values, over });
    else startOver();
  };
  return {
    form,
    base: base.item,
    isTyped,
    isSaving,
    isRestored: typing.isRestored && isTyped,
    isOutdated: typing.isOutdated && isTyped && !isSaving && theirs === null,
    submit: form.onSubmit(() => send(base.item)),
    startOver,
    discard,
    saved(next) {
      settle();
      typing.forget();
      // Something new is no longer new: the form is done with.
      if (item === null) return;
      const typedSince = changedFields(sent.current, form.getValues());
      typing.begin({ item: next, values: toValues(next) });
      form.setValues(typedSince as Partial<Values>);
    },
    refused(error, errors, again) {
      if (hasCode(error, 'stale_version') && error.problem.current) {
        const current = error.problem.current as unknown as Item;
        const isMergeable = conflicting(current).length === 0;
        setTheirs(isMergeable ? null : current);
        if (isMergeable) send(current, again);
        return true;
      }
      form.setErrors(errors);
      return Object.keys(errors).length > 0;
    },
    conflict: {
      differences: theirs && (options.compare?.(conflicting(theirs), form.getValues(), theirs) ?? null),
      onKeepMine() {
        settle();
        if (theirs) send(theirs);
      },
      onTakeTheirs() {
        settle();
        if (theirs) typing.begin({ item: theirs, values: toValues(theirs) });
      },
      // The form below would take the same Escape for its own.
      onClose: deferToNextTask(settle),
    },
  };
}
