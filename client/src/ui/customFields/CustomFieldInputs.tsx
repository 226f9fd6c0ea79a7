import { TextInput } from '@mantine/core';
import type { CustomField } from '@/api/types';
import { useTranslation } from '@/i18n';
import { DateField } from '../fields/DateField';
import { NativeSelectField } from '../fields/NativeSelectField';
import { type CustomTexts, formKey } from './customValues';

interface Form {
  values: CustomTexts;
  // biome-ignore lint/suspicious/noExplicitAny: as Mantine types it
  getInputProps: (path: string) => any;
}

/** An input for each of the organisation's own fields. */
export function CustomFieldInputs({ form, fields }: { form: Form; fields: readonly CustomField[] }) {
  return fields.map((field) => <CustomFieldInput key={field.key} form={form} field={field} />);
}

function CustomFieldInput({ form, field }: { form: Form; field: CustomField }) {
  const { t } = useTranslation();
  const name = formKey(field);
  const chosen = form.values[name] ?? '';
  const input = { label: field.label, required: field.required, ...form.getInputProps(name), value: chosen };
  if (field.type === 'date') return <DateField {...input} />;
  if (field.type === 'boolean') {
    const options = [
      { value: '', label: '' },
      { value: 'true', label: t('answer.yes') },
      { value: 'false', label: t('answer.no') },
    ];
    return <NativeSelectField data={options} {...input} />;
  }
  if (field.type === 'choice') {
    // An option that has been removed since stays chosen until another one is.
    return <NativeSelectField data={[...new Set(['', ...(field.options ?? []), chosen])]} {...input} />;
  }
  return <TextInput autoComplete="off" {...(field.type === 'number' && { inputMode: 'decimal' })} {...input} />;
}
