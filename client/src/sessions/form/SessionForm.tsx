import { Box, Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import type { CustomField, Session } from '@/api/types';
import { assignmentsQuery } from '@/assignments';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { deferToNextTask } from '@/lib/deferToNextTask';
import { PeopleSelect, PersonSelect, useOwnFields } from '@/people';
import { CustomFieldInputs } from '@/ui/customFields/CustomFieldInputs';
import type { Unsaved } from '@/ui/forms/FormModal';
import { FormNotice } from '@/ui/forms/FormNotice';
import { RestoredNotice } from '@/ui/forms/RestoredNotice';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { useVersionConflict } from '@/ui/modals/useVersionConflict';
import { VersionConflictModal } from '@/ui/modals/VersionConflictModal';
import {
  bodyOf,
  changesOf,
  conflictingDraftFields,
  draftOf,
  isSameDraft,
  newDraft,
  type SessionDraft,
  startOf,
} from '../model/draft';
import { ConflictList, ConflictNotice } from '../parts/ConflictNotice';
import { useConflicts } from '../parts/useConflicts';
import { ScheduleFields } from './ScheduleFields';
import classes from './SessionForm.module.css';
import { type Base, type SessionFormState, useSessionForm } from './useSessionForm';
import { conflictDifferences, type Saving, useSessionSave } from './useSessionSave';

interface Props {
  /** The session to edit; omitted for a new one. */
  session?: Session | undefined;
  /** Initial values for a new session. */
  initial?: (() => SessionDraft) | undefined;
  /** What was typed before the form opened, in place of the initial values. */
  typed?: SessionDraft | undefined;
  /** A session whose people's names are known: the one being edited or repeated. */
  known?: Session | undefined;
  /** Called with whether another modal covers the form. */
  onAsking: (isAsking: boolean) => void;
  /** Receives a function that says whether the form has unsaved changes, also right after a key. */
  holds: RefObject<() => Unsaved>;
  onSaved: (session: Session, before: SessionDraft) => void;
  onClose: () => void;
}

const baseOf = (session: Session): Base => ({ draft: draftOf(session), version: session.version });
const newBase = (initial = () => newDraft({})): Base => ({ draft: initial(), version: null });

/** The form for creating and editing a session. What the user types is never overwritten, and survives a reload. */
export function SessionForm({ session, initial, typed, known = session, onAsking, holds, onSaved, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const fields = useOwnFields('session');
  const [begun] = useState(() => (session ? baseOf(session) : newBase(initial)));
  const typing = useSessionForm(session ? String(session.id) : 'new', begun, typed);
  const { form, base, isTyped } = typing;
  const isNewer = session !== undefined && base.version !== null && session.version > base.version;
  if (isNewer && !isTyped) typing.begin(baseOf(session));

  const saving = useSessionSave({
    onSaved: (saved) => {
      conflict.settle();
      if (session) typing.begin(baseOf(saved));
      else typing.forget();
      onSaved(saved, base.draft);
    },
    onFaults: (errors) => form.setErrors({ ...form.errors, ...errors }),
    onRefused: (error, attempt) => conflict.handle(error, attempt),
  });
  const fieldsInConflict = (theirs: Session) =>
    conflictingDraftFields(base.draft, form.getValues(), draftOf(theirs), fields);
  const conflict = useVersionConflict<Session, Saving>({
    fieldsInConflict,
    keepMine({ id, version }, attempt) {
      const body = changesOf(base.draft, form.getValues(), fields);
      saving.save({ kind: 'change', id, version, body, allow: attempt?.allow ?? false });
    },
    takeTheirs: (theirs) => typing.begin(baseOf(theirs)),
  });
  const { theirs } = conflict;
  const takeNextFree = (nextFree: string) => {
    form.setValues(startOf(Date.parse(nextFree), form.getValues().time_zone));
    saving.changeTheTime();
  };
  const send = (draft: SessionDraft) => {
    if (!session || base.version === null) return saving.save({ kind: 'create', body: bodyOf(draft, fields) });
    const body = changesOf(base.draft, draft, fields);
    return saving.save({ kind: 'change', id: session.id, version: base.version, body });
  };
  useEffect(() => {
    holds.current = () => (saving.isPending ? 'saving' : !isSameDraft(form.getValues(), base.draft));
  }, [holds, saving.isPending, form.getValues, base.draft]);
  const isAsking = saving.conflicts !== null || saving.marked !== null || theirs !== null;
  useEffect(() => onAsking(isAsking), [onAsking, isAsking]);
  return (
    <form onSubmit={form.onSubmit(send)} noValidate>
      {typing.isRestored && (
        <Box mb="md">
          <RestoredNotice onStartOver={() => typing.begin(begun)} />
        </Box>
      )}
      {isNewer && isTyped && !saving.isPending && !theirs && (
        <Box mb="md">
          <FormNotice
            text={t('form.changed_elsewhere')}
            action={t('form.show_new')}
            onAction={() => typing.begin(baseOf(session))}
          />
        </Box>
      )}
      <SessionFields form={form} known={known} isNew={!session} own={fields} />
      <DialogFooter>
        <Button variant="default" onClick={onClose}>
          {core('action.cancel')}
        </Button>
        <Button type="submit" loading={saving.isPending} disabled={session !== undefined && !isTyped}>
          {session ? core('action.save') : t('form.create')}
        </Button>
      </DialogFooter>
      <ConfirmModal
        opened={saving.conflicts !== null}
        title={t('conflict.ask')}
        confirm={t('conflict.save')}
        isPending={saving.isPending}
        onConfirm={saving.saveAnyway}
        onClose={deferToNextTask(saving.changeTheTime)}
      >
        <ConflictList conflicts={saving.conflicts ?? []} zone={form.values.time_zone} />
        {saving.nextFree !== null && (
          <Button variant="default" mt="sm" onClick={() => takeNextFree(saving.nextFree as string)}>
            {t('conflict.next_free', { time: dateTime(saving.nextFree, form.values.time_zone) })}
          </Button>
        )}
      </ConfirmModal>
      <ConfirmModal
        opened={saving.marked !== null}
        title={t('form.discard_title')}
        confirm={t('form.discard_marks')}
        dismiss={t('form.discard_keep')}
        isDangerous
        isPending={saving.isPending}
        onConfirm={saving.saveAnyway}
        onClose={deferToNextTask(saving.changeTheTime)}
      >
        <p>{t('form.discard_text', { count: saving.marked?.length ?? 0, names: namesOf(saving.marked, known) })}</p>
      </ConfirmModal>
      <VersionConflictModal
        differences={theirs && conflictDifferences(fieldsInConflict(theirs), form.values, theirs, t, fields)}
        {...conflict.modal}
        onClose={deferToNextTask(conflict.settle)}
      />
    </form>
  );
}

const namesOf = (ids: readonly number[] | null, session: Session | undefined) =>
  (session?.trainees ?? []).flatMap(({ id, name }) => (ids?.includes(id) ? name : [])).join(', ');

interface SessionFieldsProps {
  form: SessionFormState;
  /** A session whose people's names are known. */
  known: Session | undefined;
  /** The existing session, which does not conflict with itself. */
  isNew: boolean;
  /** The organisation's own fields of sessions. */
  own: readonly CustomField[];
}

/** All fields of a session. */
function SessionFields({ form, known, isNew, own }: SessionFieldsProps) {
  const { t } = useTranslation('sessions');
  const me = useMe();
  const { role } = me;
  const { values } = form;
  const assignments = useQuery(assignmentsQuery({ teacher_id: values.trainer_id ?? me.id }));
  const theirs = assignments.data?.items.map(({ student }) => student).filter(({ status }) => status !== 'deactivated');
  const found = useConflicts(values, isNew ? undefined : known?.id);
  const take = (nextFree: string) => form.setValues(startOf(Date.parse(nextFree), values.time_zone));
  return (
    <div className={classes.fields}>
      <TextInput required data-autofocus label={t('form.title')} maxLength={100} {...form.getInputProps('title')} />
      <ScheduleFields form={form} />
      <ConflictNotice
        conflicts={found?.conflicts ?? []}
        nextFree={found?.next_free ?? null}
        zone={values.time_zone}
        onTake={take}
      />
      {role === 'admin' && (
        <PersonSelect
          role="trainer"
          label={t('form.trainer')}
          {...(isNew && { placeholder: t('form.trainer_me') })}
          clearable={isNew}
          known={known?.trainer}
          value={values.trainer_id}
          onChange={(id) => form.setFieldValue('trainer_id', id)}
          error={form.errors.trainer_id}
        />
      )}
      <PeopleSelect
        role="trainee"
        label={t('form.trainees')}
        placeholder={t('form.trainees_hint')}
        known={known?.trainees}
        preferred={theirs}
        value={values.trainee_ids}
        onChange={(ids) => form.setFieldValue('trainee_ids', ids)}
        error={form.errors.trainee_ids}
      />
      <div className={classes.pair}>
        <TextInput
          label={t('form.capacity')}
          placeholder={t('form.capacity_any')}
          inputMode="numeric"
          {...form.getInputProps('capacity')}
        />
        <TextInput
          label={t('form.class_link')}
          type="url"
          placeholder={t('form.class_link_hint')}
          maxLength={500}
          {...form.getInputProps('class_link')}
        />
      </div>
      <Textarea label={t('form.description')} autosize minRows={2} maxRows={8} {...form.getInputProps('description')} />
      {own.length > 0 && (
        <div className={classes.own}>
          <CustomFieldInputs form={form} fields={own} />
        </div>
      )}
    </div>
  );
}
