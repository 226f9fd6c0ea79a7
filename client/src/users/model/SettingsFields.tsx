import type { UseFormReturnType } from '@mantine/form';
import { LANGUAGES, useTranslation } from '@/i18n';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { ZoneField } from '@/ui/fields/zones/ZoneField';
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
      <ZoneField
        label={t('account.time_zone')}
        automatic={t('account.automatic')}
        {...form.getInputProps('time_zone')}
        value={form.values.time_zone}
      />
    </>
  );
}
