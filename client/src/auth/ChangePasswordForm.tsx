import { Alert, Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '@/api/client';
import { fieldErrors, hasCode } from '@/api/problem';
import { useTranslation } from '@/i18n';
import { fieldProblems } from '@/i18n/fieldProblems';
import { problemText } from '@/i18n/problemText';
import { PasswordField } from '@/ui/fields/PasswordField';
import { useMe } from './AuthContext';
import { authStore } from './authStore';
import { StrengthMeter } from './StrengthMeter';

const EMPTY = { current: '', fresh: '', repeat: '' };

/** Changes the signed-in user's password. A temporary one need not be typed again. */
export function ChangePasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const isTemporary = me.is_temporary_password;
  const [typed, setTyped] = useState('');
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: EMPTY,
    validate: {
      current: (text) => (isTemporary || text ? null : t('password.need_current')),
      fresh: (text) => {
        const names = [me.username.toLowerCase(), me.email.toLowerCase()];
        return names.includes(text.toLowerCase()) ? t('password.is_name') : null;
      },
      repeat: (text, { fresh }) => (text === fresh ? null : t('password.differs')),
    },
    onValuesChange: ({ fresh }) => setTyped(fresh),
  });
  const change = useMutation({
    mutationFn: ({ current, fresh }: typeof EMPTY) => {
      const body = { new_password: fresh, ...(isTemporary ? {} : { current_password: current }) };
      return dataOf(api.POST('/auth/change-password', { body }));
    },
    onSuccess: ({ access_token, expires_in }) => {
      const user = { ...(authStore.get()?.user ?? me), is_temporary_password: false };
      authStore.set({ token: access_token, expiresAt: Date.now() + expires_in * 1000, user });
      form.reset();
      onDone();
    },
    onError: (error) => {
      const { new_password } = fieldProblems(error);
      if (hasCode(error, 'password_common')) form.setFieldError('fresh', t('problem.password_common'));
      else if (hasCode(error, 'password_unchanged')) form.setFieldError('fresh', t('problem.password_unchanged'));
      else if (new_password) form.setFieldError('fresh', new_password);
      if (hasCode(error, 'wrong_current_password')) form.setFieldError('current', t('password.wrong_current'));
    },
  });
  const isOnField = hasCode(change.error, 'wrong_current_password') || 'new_password' in fieldErrors(change.error);
  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
      <Stack gap="md">
        {change.error && !isOnField && (
          <Alert color="red" role="alert">
            {problemText(change.error, t)}
          </Alert>
        )}
        <input type="text" hidden readOnly autoComplete="username" value={me.username} />
        {!isTemporary && (
          <PasswordField
            label={t('password.current')}
            autoComplete="current-password"
            key={form.key('current')}
            {...form.getInputProps('current')}
          />
        )}
        <PasswordField
          label={t('password.new')}
          autoComplete="new-password"
          autoFocus={isTemporary}
          key={form.key('fresh')}
          {...form.getInputProps('fresh')}
        />
        <div>
          <StrengthMeter password={typed} ownNames={[me.username, me.first_name, me.last_name]} />
          <Text size="sm" c="dimmed">
            {t('password.advice')}
          </Text>
        </div>
        <PasswordField
          label={t('password.repeat')}
          autoComplete="new-password"
          key={form.key('repeat')}
          {...form.getInputProps('repeat')}
        />
        <Button type="submit" size="md" loading={change.isPending}>
          {t('password.submit')}
        </Button>
      </Stack>
    </form>
  );
}
