import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '@/api/client';
import { ApiProblem, hasCode } from '@/api/problem';
import { problemText } from '@/i18n/problemText';
import { CardPage } from '@/ui/CardPage';
import { SecretInput } from '@/ui/SecretInput';
import { useSecondsLeft } from '@/ui/useSecondsLeft';
import { signInOf } from './AuthContext';
import { safeNext } from './guards';
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
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { username: '', password: '' },
    validate: {
      username: (text) => (text.trim() ? null : t('sign_in.need_username')),
      password: (text) => (text ? null : t('sign_in.need_password')),
    },
  });
  const signIn = useMutation({
    mutationFn: (body: typeof form.values) => dataOf(api.POST('/auth/login', { body })),
    onSuccess: async (answer) => {
      authStore.set(signInOf(answer));
      await navigate({ to: safeNext(next), replace: true });
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 429) waitFor(error.retryAfter ?? 60);
      password.current?.select();
    },
  });
  return (
    <form
      onSubmit={form.onSubmit((values) => signIn.mutate({ ...values, username: values.username.trim() }))}
      noValidate
    >
      <Stack gap="md">
        <Refusal error={signIn.error} secondsLeft={secondsLeft} />
        <TextInput
          label={t('sign_in.username')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          key={form.key('username')}
          {...form.getInputProps('username')}
        />
        <SecretInput
          ref={password}
          label={t('sign_in.password')}
          autoComplete="current-password"
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" fullWidth loading={signIn.isPending} disabled={secondsLeft > 0}>
          {t('sign_in.submit')}
        </Button>
      </Stack>
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
