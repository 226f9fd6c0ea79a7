import { Textarea, TextInput } from '@mantine/core';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { PeopleSelect, PersonSelect } from '@/people';
import { startOf } from '../model/draft';
import { ConflictNotice } from '../parts/ConflictNotice';
import { useConflicts } from '../parts/useConflicts';
import { ScheduleFields } from './ScheduleFields';
import classes from './SessionForm.module.css';
import type { SessionFormState } from './useSessionForm';

interface Props {
  form: SessionFormState;
  /** The session whose people are known by name. */
  known: Session | undefined;
  /** It exists already, and does not clash with itself. */
  isNew: boolean;
}

/** Everything that is typed about a session. */
export function SessionFields({ form, known, isNew }: Props) {
  const { t } = useTranslation('sessions');
  const { role } = useMe();
  const { values } = form;
  const clashes = useConflicts(values, isNew ? undefined : known?.id);
  const take = (nextFree: string) => form.setValues(startOf(Date.parse(nextFree), values.time_zone));
  return (
    <div className={classes.fields}>
      <TextInput required data-autofocus label={t('form.title')} maxLength={100} {...form.getInputProps('title')} />
      <ScheduleFields form={form} />
      <ConflictNotice
        conflicts={clashes?.conflicts ?? []}
        nextFree={clashes?.next_free ?? null}
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
    </div>
  );
}
