import { Alert, Button, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { api, dataOf } from '@/api/client';
import { ApiProblem, hasCode } from '@/api/problem';
import { useTranslation } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import { CardPage } from '@/ui/CardPage';
import { SecretInput } from '@/ui/SecretInput';
import { useSecondsLeft } from '@/ui/useSecondsLeft';
import { signInOf } from './AuthContext';
import { safeNext } from './guards';
import classes from './LoginPage.module.css';
import { authStore } from './store';

/** Signing in, by name or e-mail address. */
export default function LoginPage() {
  const { t } = useTranslation();
  const farewell = authStore.farewell();
  return (
    <CardPage title={t('sign_in.title')} lead={t('sign_in.lead')}>
      {farewell && (
        <Alert role="status" mb="md" color={farewell === 'ended' || farewell === 'expired' ? 'yellow' : 'brand'}>
          {t(`sign_in.farewell.${farewell}`)}
        </Alert>
      )}
      <SignInForm />
      <Text size="sm" c="dimmed" mt="lg">
        {t('sign_in.help')}
      </Text>
    </CardPage>
  );
}

function SignInForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/login' });
  const password = useRef<HTMLInputElement>(null);
  const [secondsLeft, waitFor] = useSecondsLeft();
  const [missing, setMissing] = useState({ username: false, password: false });
  const signIn = useMutation({
    mutationFn: (body: { username: string; password: string }) => dataOf(api.POST('/auth/login', { body })),
    onSuccess: async (answer) => {
      authStore.set(signInOf(answer));
      await navigate({ to: safeNext(next), replace: true });
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 429) waitFor(error.retryAfter ?? 60);
      password.current?.select();
    },
  });
  // Without the forms' library: this page is the first that anybody loads.
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const body = { username: String(typed.get('username')).trim(), password: String(typed.get('password')) };
    setMissing({ username: !body.username, password: !body.password });
    if (body.username && body.password) signIn.mutate(body);
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <div className={classes.fields}>
        <Refusal error={signIn.error} secondsLeft={secondsLeft} />
        <TextInput
          label={t('sign_in.username')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          name="username"
          error={missing.username && t('sign_in.need_username')}
        />
        <SecretInput
          ref={password}
          label={t('sign_in.password')}
          autoComplete="current-password"
          name="password"
          error={missing.password && t('sign_in.need_password')}
        />
        <Button type="submit" size="md" fullWidth loading={signIn.isPending} disabled={secondsLeft > 0}>
          {t('sign_in.submit')}
        </Button>
      </div>
    </form>
  );
}

function Refusal({ error, secondsLeft }: { error: Error | null; secondsLeft: number }) {
  const { t } = useTranslation();
  const isThrottled = error instanceof ApiProblem && error.status === 429;
  if (!error || (isThrottled && secondsLeft === 0)) return null;
  const text = isThrottled
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
