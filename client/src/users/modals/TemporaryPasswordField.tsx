import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { Checkbox, Stack } from '@mantine/core';
import { useState } from 'react';
import { hasCode } from '@/api/problem';
import { StrengthMeter } from '@/auth/StrengthMeter';
import { useTranslation } from '@/i18n';
import { fieldProblems } from '@/i18n/fieldProblems';
import { PasswordField } from '@/ui/fields/PasswordField';

interface Props {
  /** Null to have one generated. */
  password: string | null;
  ownNames: readonly string[];
  error?: string | undefined;
  onChange: (password: string | null) => void;
}

/** Generated unless the admin chooses it. Either way the user chooses a new one at the first sign-in. */
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

/** A password to generate (null) or chosen by the admin, and its errors. Only the server knows what it accepts. */
export function useTemporaryPassword(field: 'password' | 'new_password') {
  const { t } = useTranslation();
  const [password, setPassword] = useState<string | null>(null);
  const [error, setError] = useState<string | undefined>();
  return {
    password,
    error,
    change(next: string | null) {
      setPassword(next);
      setError(undefined);
    },
    /** Returns true if the error was about the password. */
    notice(refusal: unknown) {
      const message = fieldProblems(refusal)[field];
      setError(hasCode(refusal, 'password_common') ? t('problem.password_common') : message);
      return message !== undefined;
    },
  };
}
