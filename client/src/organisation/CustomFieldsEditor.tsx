import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/SimpleGrid.layer.css';
import { Button, Checkbox, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CustomField } from '@/api/types';
import { useTranslation } from '@/i18n';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import classes from './OrganisationPage.module.css';
import { keyFor } from './settings';

const TYPES = ['text', 'number', 'date', 'boolean', 'choice'] as const;
const OWNERS = ['user', 'session'] as const;

interface Props {
  fields: readonly CustomField[];
  /** Those that exist already: their key, owner and type stay. */
  stored: readonly CustomField[];
  errors: Record<string, ReactNode>;
  onChange: (fields: CustomField[]) => void;
}

/** The fields that the organisation adds to people and sessions. */
export function CustomFieldsEditor({ fields, stored, errors, onChange }: Props) {
  const { t } = useTranslation('organisation');
  const isStored = (field: CustomField) => stored.some(({ key, of }) => key === field.key && of === field.of);
  const replace = (index: number, part: Partial<CustomField>) =>
    onChange(fields.map((each, at) => (at === index ? { ...each, ...part } : each)));
  const rename = (index: number, label: string) => {
    const field = fields[index] as CustomField;
    const others = [...fields.filter((_, at) => at !== index), ...stored];
    replace(index, isStored(field) ? { label } : { label, key: keyFor(label, others) });
  };
  const add = () => {
    const others = [...fields, ...stored];
    onChange([
      ...fields,
      { key: keyFor('', others), of: 'user', label: '', type: 'text', options: [], required: false },
    ]);
  };
  return (
    <Stack gap="sm">
      <Text c="dimmed">{t('fields.text')}</Text>
      {fields.length === 0 && <Text>{t('fields.none')}</Text>}
      {fields.map((field, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the key of a new field changes while its name is typed
        <fieldset key={index} className={classes.field}>
          <legend>{t('fields.legend', { number: index + 1 })}</legend>
          <Stack gap="sm">
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              <TextInput
                label={t('fields.label')}
                value={field.label}
                maxLength={60}
                onChange={({ currentTarget }) => rename(index, currentTarget.value)}
                error={errors[`custom_fields.${index}.label`] ?? errors[`custom_fields.${index}.key`]}
              />
              <NativeSelectField
                label={t('fields.of')}
                value={field.of}
                disabled={isStored(field)}
                onChange={({ currentTarget }) => replace(index, { of: currentTarget.value as CustomField['of'] })}
                data={OWNERS.map((value) => ({ value, label: t(`fields.of_${value}`) }))}
              />
              <NativeSelectField
                label={t('fields.type')}
                value={field.type}
                disabled={isStored(field)}
                onChange={({ currentTarget }) =>
                  replace(index, { type: currentTarget.value as CustomField['type'], options: [] })
                }
                data={TYPES.map((value) => ({ value, label: t(`fields.types.${value}`) }))}
              />
            </SimpleGrid>
            {field.type === 'choice' && (
              <Textarea
                label={t('fields.options')}
                description={t('fields.options_hint')}
                autosize
                minRows={2}
                value={(field.options ?? []).join('\n')}
                onChange={({ currentTarget }) => replace(index, { options: currentTarget.value.split('\n') })}
                onBlur={() =>
                  replace(index, { options: (field.options ?? []).map((each) => each.trim()).filter(Boolean) })
                }
                error={errors[`custom_fields.${index}.options`]}
              />
            )}
            <Group justify="space-between">
              <Checkbox
                label={t('fields.required')}
                checked={field.required}
                onChange={({ currentTarget }) => replace(index, { required: currentTarget.checked })}
              />
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => onChange(fields.filter((_, at) => at !== index))}
              >
                {t('fields.remove')}
              </Button>
            </Group>
            <Text size="sm" c="dimmed">
              {t('fields.key', { key: field.key })}
            </Text>
          </Stack>
        </fieldset>
      ))}
      {stored.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('fields.remove_hint')}
        </Text>
      )}
      <Group>
        <Button variant="default" leftSection={<IconPlus size={18} aria-hidden />} onClick={add}>
          {t('fields.add')}
        </Button>
      </Group>
    </Stack>
  );
}
