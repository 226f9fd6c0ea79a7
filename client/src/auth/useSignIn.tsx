import { Alert } from '@mantine/core';
import { useState } from 'react';
import { api, dataOf } from '@/api/client';
import { ApiProblem, hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import { useCountdownSeconds } from '@/ui/fields/useCountdownSeconds';
import { toStoredSignIn } from './AuthContext';
import { authStore } from './authStore';

interface SignInFailure {
  error: unknown;
  secondsLeft: number;
}

/** Signs in at the server. Does without the query library, because this is part of the first load. */
export function useSignIn() {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [secondsLeft, waitFor] = useCountdownSeconds();
  /** Returns whether it worked; if so, the sign-in is stored. */
  async function signIn(username: string, password: string): Promise<boolean> {
    setPending(true);
    setError(null);
    try {
      const answer = await dataOf(api.POST('/auth/login', { body: { username, password } }));
      await inTheirLanguage(answer.user);
      authStore.set(toStoredSignIn(answer));
      return true;
    } catch (refusal) {
      if (isThrottled(refusal)) waitFor(refusal.retryAfter ?? 60);
      setError(refusal);
      return false;
    } finally {
      setPending(false);
    }
  }
  return { signIn, isPending, refused: { error, secondsLeft } };
}

/** Before the first page is shown. Where the texts cannot be loaded, signing in works as well. */
const inTheirLanguage = (user: User) =>
  import('@/i18n/accountLanguage').then(({ showLanguageOf }) => showLanguageOf(user)).catch(() => undefined);

const isThrottled = (error: unknown): error is ApiProblem => error instanceof ApiProblem && error.status === 429;

/** The error, if it did not work. */
export function SignInError({ error, secondsLeft }: SignInFailure) {
  const { t } = useTranslation();
  if (!error || (isThrottled(error) && secondsLeft === 0)) return null;
  const text = isThrottled(error)
    ? t('sign_in.throttled', { count: secondsLeft })
    : hasCode(error, 'invalid_credentials')
      ? t('sign_in.wrong')
      : problemText(error, t);
  return (
    <Alert color="red" role="alert">
      {text}
    </Alert>
  );
}
