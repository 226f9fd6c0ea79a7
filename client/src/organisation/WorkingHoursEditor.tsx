import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { WorkingHours } from '@/api/types';
import { useTranslation } from '@/i18n';
import { weekdayName } from '@/i18n/formatDates';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { TimeField } from '@/ui/fields/TimeField';
import classes from './OrganisationPage.module.css';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const LAST_WEEKDAY = 7;

interface Props {
  hours: readonly WorkingHours[];
  errors: Record<string, ReactNode>;
  onChange: (hours: WorkingHours[]) => void;
}

/** The usual hours, one row for each stretch of a weekday. */
export function WorkingHoursEditor({ hours, errors, onChange }: Props) {
  const { t } = useTranslation('organisation');
  const replace = (index: number, part: Partial<WorkingHours>) =>
    onChange(hours.map((each, at) => (at === index ? { ...each, ...part } : each)));
  const next = () => {
    const last = hours.at(-1);
    return {
      weekday: last ? (last.weekday % LAST_WEEKDAY) + 1 : 1,
      from: last?.from ?? '09:00',
      to: last?.to ?? '17:00',
    };
  };
  return (
    <Stack gap="sm">
      <Text c="dimmed">{hours.length ? t('hours.text') : t('hours.none')}</Text>
      {hours.map((each, index) => {
        const number = index + 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
          <fieldset key={index} aria-label={t('hours.row', { number })} className={classes.hours}>
            <NativeSelectField
              label={t('hours.day')}
              value={String(each.weekday)}
              onChange={({ currentTarget }) => replace(index, { weekday: Number(currentTarget.value) })}
              data={WEEKDAYS.map((day) => ({ value: String(day), label: weekdayName(day - 1) }))}
              error={errors[`working_hours.${index}.weekday`]}
            />
            <TimeField
              label={t('hours.from')}
              value={each.from}
              onChange={(from) => replace(index, { from })}
              error={errors[`working_hours.${index}.from`]}
            />
            <TimeField
              isEnd
              label={t('hours.to')}
              value={each.to}
              onChange={(to) => replace(index, { to })}
              error={errors[`working_hours.${index}.to`]}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('hours.remove', { number })}
              onClick={() => onChange(hours.filter((_, at) => at !== index))}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </fieldset>
        );
      })}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => onChange([...hours, next()])}
        >
          {t('hours.add')}
        </Button>
      </Group>
    </Stack>
  );
}
