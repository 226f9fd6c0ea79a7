import { useState } from 'react';
import { fieldErrors } from '@/api/problem';
import { MIN_PASSWORD_LENGTH } from '@/auth/strength';
import { useTranslation } from '@/i18n';

/** A password to be generated (null) or chosen, and what is wrong with it. */
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
    /** Whether it may be sent; the server decides what it takes. */
    check() {
      const isShort = password !== null && [...password].length < MIN_PASSWORD_LENGTH;
      setError(isShort ? t('password.too_short', { count: MIN_PASSWORD_LENGTH }) : undefined);
      return !isShort;
    },
    /** True if the refusal was about the password. */
    notice(refusal: unknown) {
      const message = fieldErrors(refusal)[field];
      setError(message);
      return message !== undefined;
    },
  };
}
