import { Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from '@/i18n';
import { PasswordField } from '@/ui/fields/PasswordField';
import { AppModal } from '@/ui/modals/AppModal';
import { useAuth } from './AuthContext';
import { authStore } from './authStore';
import classes from './LoginPage.module.css';
import { SignInError, useSignIn } from './useSignIn';

/** Above the page's own dialogs, in one of which the user may have been typing. */
const ABOVE = 1000;

/** Shown over the page when the sign-in has ended: users enter their password and continue where they were. */
export default function ReauthModal() {
  const { t } = useTranslation();
  const { signIn } = useAuth();
  if (!signIn?.over) return null;
  return (
    <AppModal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      zIndex={ABOVE}
      title={t('sign_in.again_title')}
    >
      <Text mb="md">
        {t(`sign_in.reason.${signIn.over}`)} {t('sign_in.again_text')}
      </Text>
      <PasswordForm username={signIn.user.username} name={signIn.user.name} />
    </AppModal>
  );
}

function PasswordForm({ username, name }: { username: string; name: string }) {
  const { t } = useTranslation();
  const { signIn, isPending, refused } = useSignIn();
  const [isMissing, setMissing] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = password.current?.value ?? '';
    setMissing(!typed);
    if (typed && !(await signIn(username, typed))) password.current?.select();
  };
  return (
    <form onSubmit={onSubmit} noValidate className={classes.fields}>
      <SignInError {...refused} />
      <VisuallyHidden>
        <input readOnly tabIndex={-1} aria-hidden autoComplete="username" value={username} />
      </VisuallyHidden>
      <PasswordField
        ref={password}
        label={t('sign_in.password_of', { name })}
        autoComplete="current-password"
        data-autofocus
        error={isMissing && t('sign_in.need_password')}
      />
      <Group justify="space-between">
        <Button variant="subtle" onClick={() => authStore.clear(authStore.get()?.over ?? 'ended')}>
          {t('action.sign_out')}
        </Button>
        <Button type="submit" loading={isPending} disabled={refused.secondsLeft > 0}>
          {t('sign_in.submit')}
        </Button>
      </Group>
    </form>
  );
}
