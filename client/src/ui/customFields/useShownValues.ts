import type { CustomField } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { numberOf } from '@/i18n/formatNumbers';
import type { CustomValues } from './customValues';

/** The fields that have a value, with that value as people read it. */
export function useShownValues(fields: readonly CustomField[], values: CustomValues) {
  const { t } = useTranslation();
  const shown = ({ key, type }: CustomField) => {
    const value = values[key];
    if (typeof value === 'boolean') return t(value ? 'answer.yes' : 'answer.no');
    if (typeof value === 'number') return numberOf(value);
    return type === 'date' ? dateOf(`${value}T12:00:00Z`, 'UTC') : String(value);
  };
  return fields
    .filter(({ key }) => (values[key] ?? null) !== null)
    .map((field) => ({ key: `custom:${field.key}`, label: field.label, value: shown(field) }));
}
