import { Button, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from '@/i18n';
import { dateTime, viewerZone, zonePhrase } from '@/i18n/formatDates';
import { decimal } from '@/i18n/formatNumbers';
import { serverNow } from '@/lib/serverClock';
import { offsetAt, wallClock } from '@/lib/wallClock';
import { isKnownZone } from '@/lib/zones';
import { DateField } from '@/ui/fields/DateField';
import { TimeField } from '@/ui/fields/TimeField';
import { ZoneField } from '@/ui/fields/zones/ZoneField';
import { instantOfDraft, minutesOf, type SessionDraft } from '../model/draft';
import classes from './SessionForm.module.css';
import type { SessionFormState } from './useSessionForm';

const PRESETS = [30, 45, 60, 90, 120, 240];

/** Start, time zone and duration, with warnings about unusual times. */
export function ScheduleFields({ form }: { form: SessionFormState }) {
  const { t } = useTranslation('sessions');
  const { values } = form;
  return (
    <>
      <div className={classes.when}>
        <DateField required data-autofocus label={t('form.date')} {...form.getInputProps('date')} value={values.date} />
        <TimeField required label={t('form.start')} {...form.getInputProps('time')} value={values.time} />
        <ZoneField
          className={classes.zone}
          label={t('form.time_zone')}
          at={instantOfDraft(values)?.at ?? serverNow()}
          value={values.time_zone}
          onChange={(zone) => form.setFieldValue('time_zone', zone)}
          error={form.errors.time_zone}
        />
      </div>
      <Duration form={form} />
      <ScheduleWarnings form={form} draft={values} />
    </>
  );
}

function Duration({ form }: { form: SessionFormState }) {
  const { t } = useTranslation('sessions');
  const id = useId();
  const minutes = minutesOf(form.values);
  return (
    <div className={classes.duration}>
      <TextInput
        required
        label={t('form.minutes')}
        inputMode="numeric"
        className={classes.minutes}
        {...form.getInputProps('minutes')}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: not every browser lays out a fieldset as a flex box */}
      <div role="group" aria-labelledby={id} className={classes.presets}>
        <span id={id} hidden>
          {t('form.presets')}
        </span>
        {PRESETS.map((preset) => (
          <Button
            key={preset}
            size="compact-sm"
            variant={preset === minutes ? 'filled' : 'default'}
            aria-pressed={preset === minutes}
            onClick={() => form.setFieldValue('minutes', String(preset))}
          >
            {preset < 60 ? t('form.n_minutes', { count: preset }) : t('form.n_hours', { hours: decimal(preset / 60) })}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** What the fields do not show: the end, another time zone, a clock change, a time in the past. */
function ScheduleWarnings({ form, draft }: { form: SessionFormState; draft: SessionDraft }) {
  const { t } = useTranslation('sessions');
  const start = instantOfDraft(draft);
  const minutes = minutesOf(draft);
  if (!start) return null;
  const { at, kind } = start;
  const mine = viewerZone();
  const ends = minutes === null ? null : at + minutes * 60_000;
  const zone = zonePhrase(draft.time_zone);
  return (
    <Text component="div" size="sm" c="dimmed" className={classes.oddities}>
      {ends !== null && <span>{t('form.ends', { time: dateTime(ends, draft.time_zone) })}</span>}
      {offsetAt(at, mine) !== offsetAt(at, draft.time_zone) && (
        <span>{t('form.here', { time: dateTime(at, mine), zone: zonePhrase(mine) })}</span>
      )}
      {!isKnownZone(draft.time_zone) && (
        <span className={classes.odd}>{t('form.unknown_zone', { zone: draft.time_zone })}</span>
      )}
      {kind === 'gap' && (
        <span className={classes.odd}>
          {t('form.gap', { zone, time: draft.time, becomes: wallClock(at, draft.time_zone).time })}
        </span>
      )}
      {kind === 'repeated' && (
        <span className={classes.odd}>
          {t(draft.later ? 'form.second' : 'form.first', { zone, time: draft.time })}{' '}
          <Button size="compact-xs" variant="default" onClick={() => form.setFieldValue('later', !draft.later)}>
            {t(draft.later ? 'form.take_first' : 'form.take_second')}
          </Button>
        </span>
      )}
      {at < serverNow() && <span>{t('form.past')}</span>}
    </Text>
  );
}
