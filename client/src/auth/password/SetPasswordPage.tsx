import { Alert, Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, dataOf } from '@/api/client';
import { fieldErrors, hasCode } from '@/api/problem';
import { useTranslation } from '@/i18n';
import { fieldProblems } from '@/i18n/fieldProblems';
import { problemText } from '@/i18n/problemText';
import { toast } from '@/ui/feedback/toasts';
import { PasswordField } from '@/ui/fields/PasswordField';
import { CenteredCardPage } from '@/ui/layout/CenteredCardPage';
import { AnchorLink } from '@/ui/layout/links';
import { authStore } from '../authStore';
import { StrengthMeter } from '../StrengthMeter';
import { useLinkToken } from './useLinkToken';

const EMPTY = { fresh: '', repeat: '' };

/** Where the link in a mail leads. Its token stands in the fragment, which no server and no log ever sees. */
export default function SetPasswordPage() {
  const { t } = useTranslation('passwords');
  const token = useLinkToken();
  return (
    <CenteredCardPage title={t('set.title')} lead={t('set.lead')}>
      <SetPasswordForm key={token} token={token} />
    </CenteredCardPage>
  );
}

function SetPasswordForm({ token }: { token: string }) {
  const { t } = useTranslation('passwords');
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: EMPTY,
    validate: { repeat: (text, { fresh }) => (text === fresh ? null : common('password.differs')) },
    onValuesChange: ({ fresh }) => setTyped(fresh),
  });
  const set = useMutation({
    mutationFn: async ({ fresh }: typeof EMPTY) => {
      const body = { token, new_password: fresh };
      const { access_token, expires_in } = await dataOf(api.POST('/auth/set-password', { body }));
      const headers = { Authorization: `Bearer ${access_token}` };
      const user = await dataOf(api.GET('/auth/me', { headers }));
      return { token: access_token, expiresAt: Date.now() + expires_in * 1000, user };
    },
    onSuccess: (signIn) => {
      queries.clear();
      authStore.set(signIn);
      toast(t('set.done'));
      void navigate({ to: '/', replace: true });
    },
    onError: (error) => {
      const { new_password } = fieldProblems(error);
      if (hasCode(error, 'password_common')) form.setFieldError('fresh', common('problem.password_common'));
      else if (new_password) form.setFieldError('fresh', new_password);
    },
  });
  if (!token || hasCode(set.error, 'link_expired')) {
    return (
      <Alert color="yellow" role="alert">
        <Text mb="xs">{t(token ? 'set.expired' : 'missing')}</Text>
        <AnchorLink to="/forgot-password">{t('set.another')}</AnchorLink>
      </Alert>
    );
  }
  return (
    <form onSubmit={form.onSubmit((values) => set.mutate(values))} noValidate>
      <Stack gap="md">
        {set.error && !('new_password' in fieldErrors(set.error)) && (
          <Alert color="red" role="alert">
            {problemText(set.error, common)}
          </Alert>
        )}
        <PasswordField
          label={common('password.new')}
          autoComplete="new-password"
          autoFocus
          key={form.key('fresh')}
          {...form.getInputProps('fresh')}
        />
        <div>
          <StrengthMeter password={typed} ownNames={[]} />
          <Text size="sm" c="dimmed">
            {common('password.advice')}
          </Text>
        </div>
        <PasswordField
          label={common('password.repeat')}
          autoComplete="new-password"
          key={form.key('repeat')}
          {...form.getInputProps('repeat')}
        />
        <Button type="submit" size="md" loading={set.isPending}>
          {t('set.submit')}
        </Button>
      </Stack>
    </form>
  );
}
