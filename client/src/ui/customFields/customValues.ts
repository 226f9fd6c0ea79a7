import type { CustomField } from '@/api/types';

/** The values of an organisation's own fields as a form holds them: by `custom:` and the key, as text. */
export type CustomTexts = { [field: `custom:${string}`]: string };

export type CustomValues = Record<string, string | number | boolean | null>;

const PREFIX = 'custom:';

export const formKey = (field: CustomField): `custom:${string}` => `${PREFIX}${field.key}`;

/** The fields that users or sessions have. */
export const fieldsOf = (of: CustomField['of'], fields: readonly CustomField[] | undefined) =>
  (fields ?? []).filter((field) => field.of === of);

/** The stored values; fields without one are missing. */
export const toTexts = (values: CustomValues): CustomTexts =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${PREFIX}${key}`, String(value ?? '')]));

/** The values among a form's texts, by key; null for those that are empty. */
export const toValues = (fields: readonly CustomField[], texts: CustomTexts & Record<string, unknown>): CustomValues =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const text = texts[formKey(field)]?.trim();
      return text === undefined ? [] : [[field.key, toValue(field, text)]];
    }),
  );

/** The organisation's own fields of a form, by key, and the others. */
export function splitFields<Fields extends object>(fields: Fields) {
  const entries = Object.entries(fields);
  const isOwn = ([name]: [string, unknown]) => name.startsWith(PREFIX);
  return {
    custom: Object.fromEntries(entries.filter(isOwn).map(([name, value]) => [name.slice(PREFIX.length), value])),
    others: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
  };
}

/** The required fields that a form leaves empty: the name that the form has for each, and its label. */
export const missingFields = (fields: readonly CustomField[], texts: CustomTexts & Record<string, unknown>) =>
  fields
    .filter((field) => field.required && !texts[formKey(field)]?.trim())
    .map((field) => ({ name: formKey(field), label: field.label }));

/** Text that is no number is sent as it is: the server says what is wrong with it. */
function toValue({ type }: CustomField, text: string) {
  if (text === '') return null;
  if (type === 'boolean') return text === 'true';
  if (type !== 'number') return text;
  const number = Number(text.replace(/\s/g, '').replace(',', '.'));
  return Number.isFinite(number) ? number : text;
}

/** The server's errors by the names that the form has for the fields. */
export const toFormErrors = (errors: Record<string, string>) =>
  Object.fromEntries(Object.entries(errors).map(([field, error]) => [field.replace(/^custom\./, PREFIX), error]));
