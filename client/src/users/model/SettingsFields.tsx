import type { UseFormReturnType } from '@mantine/form';
import { LANGUAGES, useTranslation } from '@/i18n';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import type { UserSettings } from './userForm';

/** The language and time zone of a person; without a choice, the browser decides. */
export function SettingsFields<F extends UserSettings>({ form }: { form: UseFormReturnType<F> }) {
  const { t } = useTranslation('users');
  const automatic = { value: '', label: t('account.automatic') };
  return (
    <>
      <NativeSelectField
        label={t('account.language')}
        data={[automatic, ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))]}
        {...form.getInputProps('language')}
      />
      <NativeSelectField
        label={t('account.time_zone')}
        data={[automatic, ...zonesWith(form.values.time_zone)]}
        {...form.getInputProps('time_zone')}
      />
    </>
  );
}

/** The zones that this browser knows, and the chosen one, which may be newer. */
const zonesWith = (chosen: string) =>
  [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), ...(chosen ? [chosen] : [])])]
    .toSorted()
    .map((value) => ({ value, label: value.replaceAll('_', ' ') }));
