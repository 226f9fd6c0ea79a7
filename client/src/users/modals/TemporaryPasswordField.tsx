import { Checkbox, Stack } from '@mantine/core';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { StrengthMeter } from '@/auth/StrengthMeter';
import { useTranslation } from '@/i18n';
import { PasswordField } from '@/ui/fields/PasswordField';

interface Props {
  /** Null: one is generated. */
  password: string | null;
  ownNames: readonly string[];
  error?: string | undefined;
  onChange: (password: string | null) => void;
}

/** Generated unless the admin wants to choose it. Either way the person chooses their own at the first sign-in. */
export function TemporaryPasswordField({ password, ownNames, error, onChange }: Props) {
  const { t } = useTranslation('users');
  return (
    <Stack gap="xs">
      <Checkbox
        label={t('secret.generate')}
        description={t('secret.generate_hint')}
        checked={password === null}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? null : '')}
      />
      {password !== null && (
        <>
          <PasswordField
            label={t('secret.choose')}
            autoComplete="new-password"
            value={password}
            error={error}
            onChange={({ currentTarget }) => onChange(currentTarget.value)}
          />
          <StrengthMeter password={password} ownNames={ownNames} />
        </>
      )}
    </Stack>
  );
}
