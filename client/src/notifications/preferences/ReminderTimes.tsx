import { ActionIcon, Input } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useId, useRef } from 'react';
import { useTranslation } from '@/i18n';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import classes from './NotificationPreferences.module.css';
import { MAX_REMINDERS, REMINDERS, spanOf } from './preferences';

interface Props {
  /** Minutes before a session, the earliest reminder first. */
  minutes: readonly number[];
  /** Reminders are switched off. */
  isOff: boolean;
  onChange: (minutes: readonly number[]) => void;
}

/** How long before a session the user is reminded of it. */
export function ReminderTimes({ minutes, isOff, onChange }: Props) {
  const { t } = useTranslation('notifications');
  const id = useId();
  const more = useRef<HTMLSelectElement>(null);
  const isFull = minutes.length >= MAX_REMINDERS;
  const offered = REMINDERS.filter((each) => !minutes.includes(each));
  return (
    <fieldset className={classes.reminders}>
      <Input.Label labelElement="div" id={id}>
        {t('reminders.label')}
      </Input.Label>
      {minutes.length === 0 && <p className={classes.hint}>{t('reminders.none')}</p>}
      <ul className={classes.times} aria-labelledby={id}>
        {minutes.map((each) => (
          <li key={each} className={classes.time}>
            {t('reminders.before', { time: spanOf(each) })}
            <ActionIcon
              variant="subtle"
              size="sm"
              className={classes.remove}
              aria-label={t('reminders.remove', { time: spanOf(each) })}
              onClick={() => {
                onChange(minutes.filter((other) => other !== each));
                // The button goes.
                more.current?.focus();
              }}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <NativeSelectField
        ref={more}
        aria-label={t('reminders.add')}
        className={classes.more ?? ''}
        value=""
        disabled={isFull}
        description={isFull ? t('reminders.full') : isOff ? t('reminders.off') : undefined}
        inputWrapperOrder={['input', 'description']}
        data={[
          { value: '', label: t('reminders.add') },
          ...offered.map((each) => ({ value: String(each), label: t('reminders.before', { time: spanOf(each) }) })),
        ]}
        onChange={({ currentTarget }) => onChange([...minutes, Number(currentTarget.value)])}
      />
    </fieldset>
  );
}
