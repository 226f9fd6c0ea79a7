import '@mantine/core/styles/SimpleGrid.layer.css';
import { SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { ChangeEvent } from 'react';
import { api, ifMatch } from '@/api/client';
import type { Organisation } from '@/api/types';
import { LANGUAGES, useTranslation } from '@/i18n';
import { fieldProblems } from '@/i18n/fieldProblems';
import { weekdayName } from '@/i18n/formatDates';
import { useChange } from '@/live/useChange';
import { itemIn } from '@/shell/organisation/organisationQuery';
import { toast } from '@/ui/feedback/toasts';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { ZoneField } from '@/ui/fields/zones/ZoneField';
import { PageForm } from '@/ui/forms/PageForm';
import { type Attempt, type EditForm, useEditForm } from '@/ui/forms/useEditForm';
import { Panel } from '@/ui/layout/Panel';
import { CustomFieldsEditor } from './CustomFieldsEditor';
import classes from './OrganisationPage.module.css';
import { draftOf, type NumberName, type SettingName, type Settings, type SettingsDraft, settingsOf } from './settings';
import { WorkingHoursEditor } from './WorkingHoursEditor';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** Everything but the logo. */
export function SettingsForm({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation('organisation');
  const save = useChange({
    of: 'organisation',
    send: ({ changes, over }: Pick<Attempt<SettingsDraft, Settings, Organisation>, 'changes' | 'over'>) =>
      itemIn(api.PUT('/organisation', { headers: ifMatch(over.version), body: changes })),
    onDone: (saved) => {
      edit.saved(saved);
      toast(t('saved'));
    },
    onRefused: (error) => edit.refused(error, fieldProblems(error)),
  });
  const edit: EditForm<SettingsDraft, Settings, Organisation> = useEditForm({
    name: 'organisation',
    item: organisation,
    toValues: draftOf,
    toFields: settingsOf,
    save: save.mutate,
    isSaving: save.isPending,
    compare: (names, mine, theirs) =>
      names.map((name) => ({ label: labels[name], mine: shown(mine[name]), theirs: shown(draftOf(theirs)[name]) })),
  });
  const { form } = edit;
  const { values } = form;

  const isFixed = (name: SettingName) => organisation.fixed.includes(name);
  const field = (name: SettingName, hint?: string) => ({
    ...form.getInputProps(name),
    disabled: isFixed(name),
    description: isFixed(name) ? t('fixed') : hint,
  });
  const number = (name: NumberName, hint: string) => ({
    ...field(name, hint),
    inputMode: 'numeric' as const,
    maxLength: 4,
    onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) =>
      form.setFieldValue(name, currentTarget.value.replace(/\D/g, '')),
  });
  const labels: Record<SettingName, string> = {
    name: t('name'),
    time_zone: t('times.time_zone'),
    language: t('times.language'),
    week_starts_on: t('times.week_starts_on'),
    clock: t('times.clock'),
    working_hours: t('hours.title'),
    password_min_length: t('rules.password_min_length'),
    mail_from_name: t('rules.mail_from_name'),
    join_minutes_before: t('rules.join_minutes_before'),
    custom_fields: t('fields.title'),
  };
  return (
    <PageForm of={edit} isLong>
      <div className={classes.page}>
        <Panel title={t('title')}>
          <TextInput label={labels.name} maxLength={100} {...field('name', t('name_hint'))} />
        </Panel>
        <Panel title={t('times.title')}>
          <Stack>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <ZoneField
                label={labels.time_zone}
                {...field('time_zone', t('times.time_zone_hint'))}
                value={values.time_zone}
              />
              <NativeSelectField
                label={labels.language}
                data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
                {...field('language', t('times.language_hint'))}
              />
              <NativeSelectField
                label={labels.week_starts_on}
                data={WEEKDAYS.map((day) => ({ value: String(day), label: weekdayName(day - 1) }))}
                {...field('week_starts_on')}
                onChange={({ currentTarget }) => form.setFieldValue('week_starts_on', Number(currentTarget.value))}
              />
              <NativeSelectField
                label={labels.clock}
                data={[
                  { value: '24', label: t('times.clock_24') },
                  { value: '12', label: t('times.clock_12') },
                ]}
                {...field('clock')}
                onChange={({ currentTarget }) =>
                  form.setFieldValue('clock', Number(currentTarget.value) as Settings['clock'])
                }
              />
            </SimpleGrid>
          </Stack>
        </Panel>
        <Panel title={labels.working_hours}>
          <WorkingHoursEditor
            hours={values.working_hours}
            errors={form.errors}
            onChange={(hours) => form.setFieldValue('working_hours', hours)}
          />
        </Panel>
        <Panel title={t('rules.title')}>
          <Stack>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput
                label={labels.password_min_length}
                {...number('password_min_length', t('rules.password_min_length_hint'))}
              />
              <TextInput
                label={labels.join_minutes_before}
                {...number('join_minutes_before', t('rules.join_minutes_before_hint'))}
              />
            </SimpleGrid>
            <TextInput
              label={labels.mail_from_name}
              maxLength={100}
              {...field('mail_from_name', t('rules.mail_from_name_hint'))}
            />
          </Stack>
        </Panel>
        <Panel title={labels.custom_fields}>
          <CustomFieldsEditor
            fields={values.custom_fields}
            stored={edit.base.custom_fields}
            errors={form.errors}
            onChange={(fields) => form.setFieldValue('custom_fields', fields)}
          />
        </Panel>
      </div>
    </PageForm>
  );
}

/** A setting in the comparison of two versions: of fields the names, of hours the times. */
function shown(value: SettingsDraft[SettingName]): string {
  if (!Array.isArray(value)) return String(value);
  return value
    .map((each) => ('label' in each ? each.label : `${weekdayName(each.weekday - 1)} ${each.from}–${each.to}`))
    .join(', ');
}
