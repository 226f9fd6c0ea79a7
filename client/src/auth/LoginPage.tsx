import { Alert, Button, Text, TextInput } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api, dataOf } from '@/api/client';
import type { SignInOptions } from '@/api/types';
import { useTranslation } from '@/i18n';
import { showOrganisation } from '@/i18n/organisation';
import { PasswordField } from '@/ui/fields/PasswordField';
import { CenteredCardPage } from '@/ui/layout/CenteredCardPage';
import { authStore } from './authStore';
import { safeNext } from './guards';
import classes from './LoginPage.module.css';
import { SignInError, useSignIn } from './useSignIn';

/** Signing in, by username or e-mail address. */
export default function LoginPage() {
  const { t } = useTranslation();
  const canReset = useSignInOptions();
  const reason = authStore.signOutReason();
  return (
    <CenteredCardPage title={t('sign_in.title')} lead={t('sign_in.lead')}>
      {reason && (
        <Alert role="status" mb="md" color={reason === 'ended' || reason === 'expired' ? 'yellow' : 'brand'}>
          {t(`sign_in.reason.${reason}`)}
        </Alert>
      )}
      <SignInForm />
      <Text size="sm" c="dimmed" mt="lg">
        {canReset ? (
          <Link to="/forgot-password" className={classes.link}>
            {t('sign_in.forgot')}
          </Link>
        ) : (
          t('sign_in.help')
        )}
      </Text>
    </CenteredCardPage>
  );
}

/**
 * Shows the organisation's name and logo, in its language. Without them, signing in works as well. Returns whether a
 * forgotten password can be reset by mail.
 */
function useSignInOptions() {
  const [canReset, setCanReset] = useState(false);
  useEffect(() => {
    const asking = new AbortController();
    const shown = async ({ organisation: name, logo_url, language, forgot_password }: SignInOptions) => {
      setCanReset(forgot_password);
      showOrganisation({ name, logo_url });
      const { showLanguageOfOrganisation } = await import('@/i18n/accountLanguage');
      await showLanguageOfOrganisation(language);
    };
    dataOf(api.GET('/auth/options', { signal: asking.signal }))
      .then(shown)
      .catch(() => undefined);
    return () => asking.abort();
  }, []);
  return canReset;
}

function SignInForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/login' });
  const password = useRef<HTMLInputElement>(null);
  const { signIn, isPending, refused } = useSignIn();
  const [missing, setMissing] = useState({ username: false, password: false });
  // Does without the form library, because this is the first page that anybody loads.
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const body = { username: String(typed.get('username')).trim(), password: String(typed.get('password')) };
    setMissing({ username: !body.username, password: !body.password });
    if (!body.username || !body.password) return;
    if (await signIn(body.username, body.password)) await navigate({ to: safeNext(next), replace: true });
    else password.current?.select();
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <div className={classes.fields}>
        <SignInError {...refused} />
        <TextInput
          label={t('sign_in.username')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          name="username"
          error={missing.username && t('sign_in.need_username')}
        />
        <PasswordField
          ref={password}
          label={t('sign_in.password')}
          autoComplete="current-password"
          name="password"
          error={missing.password && t('sign_in.need_password')}
        />
        <Button type="submit" size="md" fullWidth loading={isPending} disabled={refused.secondsLeft > 0}>
          {t('sign_in.submit')}
        </Button>
      </div>
    </form>
  );
}
