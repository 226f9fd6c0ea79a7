import { Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CustomField, Session } from '@/api/types';
import { assignmentsQuery } from '@/assignments';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { deferToNextTask } from '@/lib/deferToNextTask';
import { PeopleSelect, PersonSelect } from '@/people';
import { CustomFieldInputs } from '@/ui/customFields/CustomFieldInputs';
import { FormNotices } from '@/ui/forms/FormNotices';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { VersionConflictModal } from '@/ui/modals/VersionConflictModal';
import { startOf } from '../model/draft';
import { ConflictList, ConflictNotice } from '../parts/ConflictNotice';
import { useConflicts } from '../parts/useConflicts';
import { LocationField } from './LocationField';
import { ScheduleFields } from './ScheduleFields';
import classes from './SessionForm.module.css';
import { type SessionFormOptions, type SessionFormState, useSessionForm } from './useSessionForm';

interface Props extends SessionFormOptions {
  /** A session whose people's names are known: the one being edited or repeated. */
  known?: Session | undefined;
  onClose: () => void;
}

/** The form for creating and editing a session. */
export function SessionForm({ known, onClose, ...options }: Props) {
  const { session } = options;
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { edit, saving, own } = useSessionForm(options);
  const { form } = edit;
  const takeNextFree = (nextFree: string) => {
    form.setValues(startOf(Date.parse(nextFree), form.getValues().time_zone));
    saving.changeTheTime();
  };
  return (
    <form onSubmit={edit.submit} noValidate>
      <FormNotices of={edit} />
      <SessionFields form={form} known={known ?? session} isNew={!session} own={own} />
      <DialogFooter>
        <Button variant="default" onClick={onClose}>
          {core('action.cancel')}
        </Button>
        <Button type="submit" loading={saving.isPending} disabled={session !== undefined && !edit.isTyped}>
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
        <p>{t('form.discard_text', { count: saving.marked?.length ?? 0, names: namesOf(saving.marked, session) })}</p>
      </ConfirmModal>
      <VersionConflictModal {...edit.conflict} />
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
  const { chooseTrainer } = usePermissions();
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
      {chooseTrainer && (
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
      <div className={classes.places}>
        <TextInput
          label={t('form.capacity')}
          placeholder={t('form.capacity_any')}
          inputMode="numeric"
          {...form.getInputProps('capacity')}
        />
        <LocationField {...form.getInputProps('location')} />
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
