import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, dataOf } from '@/api/client';
import { useTranslation } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import { sendsMailQuery } from '@/live/optionsQuery';
import { CenteredCardPage } from '@/ui/layout/CenteredCardPage';
import { AnchorLink } from '@/ui/layout/links';

/** Asks for a mail with a link to choose a new password. What it says afterwards is the same whoever was named. */
export default function ForgotPasswordPage() {
  const { t } = useTranslation('passwords');
  const { t: common } = useTranslation();
  const sendsMail = useQuery(sendsMailQuery()).data ?? true;
  const [isMissing, setMissing] = useState(false);
  const ask = useMutation({
    mutationFn: (username: string) => dataOf(api.POST('/auth/forgot-password', { body: { username } })),
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const username = String(new FormData(event.currentTarget).get('username')).trim();
    setMissing(!username);
    if (username) ask.mutate(username);
  };
  return (
    <CenteredCardPage title={t('forgot.title')} lead={t(sendsMail ? 'forgot.lead' : 'forgot.lead_file')}>
      {ask.isSuccess ? (
        <Alert role="status">{t(sendsMail ? 'forgot.done' : 'forgot.done_file')}</Alert>
      ) : (
        <form onSubmit={onSubmit} noValidate>
          <Stack gap="md">
            {ask.error && (
              <Alert color="red" role="alert">
                {problemText(ask.error, common)}
              </Alert>
            )}
            <TextInput
              label={common('sign_in.username')}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              name="username"
              error={isMissing && common('sign_in.need_username')}
            />
            <Button type="submit" size="md" fullWidth loading={ask.isPending}>
              {t('forgot.submit')}
            </Button>
          </Stack>
        </form>
      )}
      <AnchorLink to="/login" size="sm" mt="lg" display="block">
        {t('forgot.back')}
      </AnchorLink>
    </CenteredCardPage>
  );
}
