import '@mantine/core/styles/SimpleGrid.layer.css';
import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ChangeEvent, useState } from 'react';
import { api, ifMatch } from '@/api/client';
import type { Organisation, OrganisationChanges } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { LANGUAGES, useTranslation } from '@/i18n';
import { fieldProblems } from '@/i18n/fieldProblems';
import { weekdayName } from '@/i18n/formatDates';
import { changedFields, conflictingFields } from '@/lib/threeWayMerge';
import { useChange } from '@/live/useChange';
import type { OrganisationItem } from '@/shell/organisation/organisationItem';
import { itemIn } from '@/shell/organisation/organisationQuery';
import { toast } from '@/ui/feedback/toasts';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { FormNotice } from '@/ui/forms/FormNotice';
import { useKeepDraft, useKept } from '@/ui/forms/keptDraft';
import { LeaveGuard } from '@/ui/forms/LeaveGuard';
import { RestoredNotice } from '@/ui/forms/RestoredNotice';
import { Panel } from '@/ui/layout/Panel';
import { useVersionConflict } from '@/ui/modals/useVersionConflict';
import { VersionConflictModal } from '@/ui/modals/VersionConflictModal';
import { CustomFieldsEditor } from './CustomFieldsEditor';
import classes from './OrganisationPage.module.css';
import { comparable, type SettingName, type Settings, settingsOf } from './settings';
import { WorkingHoursEditor } from './WorkingHoursEditor';

interface Kept {
  base: Organisation;
  draft: Settings;
}

/** A number field that was left empty is null in what is kept, and no number in the form. */
const withNumbers = (draft: Settings): Settings => ({
  ...draft,
  password_min_length: draft.password_min_length ?? Number.NaN,
  join_minutes_before: draft.join_minutes_before ?? Number.NaN,
});

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** Everything but the logo. `organisation` stays current, but never overwrites what is being typed. */
export function SettingsForm({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation('organisation');
  const { t: core } = useTranslation();
  const keptAs = `${useMe().id}.organisation`;
  const kept = useKept<Kept>(keptAs);
  // What the form started from, with the version to send when saving.
  const [base, setBase] = useState(kept?.base ?? organisation);
  const [isRestored, setRestored] = useState(kept !== null);
  const form = useForm<Settings>({ initialValues: kept ? withNumbers(kept.draft) : settingsOf(organisation) });
  const mine = form.getValues();
  const compared = (settings: Settings) => comparable(settings);
  const changed = Object.keys(changedFields(compared(settingsOf(base)), compared(mine))) as SettingName[];
  const isTyping = changed.length > 0;
  if (organisation.version > base.version && !isTyping) begin(organisation);
  useKeepDraft(keptAs, isTyping, { base, draft: mine } satisfies Kept);

  function begin(from: Organisation) {
    setBase(from);
    setRestored(false);
    form.setInitialValues(settingsOf(from));
    form.setValues(settingsOf(from));
    form.clearErrors();
  }

  const save = useChange({
    of: 'organisation',
    send: ({ changes, version }: { changes: OrganisationChanges; version: number }) =>
      itemIn(api.PUT('/organisation', { headers: ifMatch(version), body: changes })),
    onDone: (saved) => {
      conflict.settle();
      begin(saved);
      toast(t('saved'));
    },
    onRefused: (error) => {
      if (conflict.handle(error)) return true;
      const errors = fieldProblems(error);
      form.setErrors(errors);
      return Object.keys(errors).length > 0;
    },
  });
  const fieldsInConflict = (theirs: Organisation) =>
    conflictingFields(compared(settingsOf(base)), compared(mine), compared(settingsOf(theirs)));
  const send = ({ version }: Organisation) =>
    save.mutate({ changes: Object.fromEntries(changed.map((name) => [name, mine[name]])), version });
  const conflict = useVersionConflict<OrganisationItem>({ fieldsInConflict, keepMine: send, takeTheirs: begin });
  const { theirs } = conflict;

  const isFixed = (name: SettingName) => organisation.fixed.includes(name);
  const field = (name: SettingName, hint?: string) => ({
    ...form.getInputProps(name),
    disabled: isFixed(name),
    description: isFixed(name) ? t('fixed') : hint,
  });
  const number = (name: 'password_min_length' | 'join_minutes_before', hint: string) => ({
    ...field(name, hint),
    inputMode: 'numeric' as const,
    maxLength: 4,
    value: Number.isNaN(mine[name]) ? '' : String(mine[name]),
    onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) =>
      // An empty field is no number; the server says so.
      form.setFieldValue(name, Number.parseInt(currentTarget.value.replace(/\D/g, ''), 10)),
  });
  const zones = [...new Set([organisation.time_zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
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
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send(base);
      }}
    >
      <div className={classes.page}>
        {isTyping && isRestored && <RestoredNotice onStartOver={() => begin(organisation)} />}
        {isTyping && organisation.version > base.version && !save.isPending && !theirs && (
          <FormNotice text={t('changed_elsewhere')} action={t('show_new')} onAction={() => begin(organisation)} />
        )}
        <Panel title={t('title')}>
          <TextInput label={labels.name} maxLength={100} {...field('name', t('name_hint'))} />
        </Panel>
        <Panel title={t('times.title')}>
          <Stack>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <NativeSelectField
                label={labels.time_zone}
                data={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
                {...field('time_zone', t('times.time_zone_hint'))}
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
            hours={mine.working_hours}
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
            fields={mine.custom_fields}
            stored={base.custom_fields}
            errors={form.errors}
            onChange={(fields) => form.setFieldValue('custom_fields', fields)}
          />
        </Panel>
        <Group className={classes.save}>
          <Button type="submit" loading={save.isPending} disabled={!isTyping}>
            {core('action.save')}
          </Button>
          {isTyping && (
            <Button variant="default" onClick={() => begin(organisation)}>
              {core('action.cancel')}
            </Button>
          )}
        </Group>
      </div>
      <LeaveGuard isTyped={isTyping} isSaving={save.isPending} keptAs={keptAs} onDiscard={() => begin(organisation)} />
      <VersionConflictModal
        differences={
          theirs &&
          fieldsInConflict(theirs).map((name) => ({
            label: labels[name],
            mine: shown(mine[name]),
            theirs: shown(settingsOf(theirs)[name]),
          }))
        }
        {...conflict.modal}
      />
    </form>
  );
}

/** A setting in the comparison of two versions: of fields the names, of hours the times. */
function shown(value: Settings[SettingName]): string {
  if (!Array.isArray(value)) return String(value);
  return value
    .map((each) => ('label' in each ? each.label : `${weekdayName(each.weekday - 1)} ${each.from}–${each.to}`))
    .join(', ');
}
