import { Alert, Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api, dataOf } from '@/api/client';
import { hasCode } from '@/api/problem';
import { useTranslation } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import { CenteredCardPage } from '@/ui/layout/CenteredCardPage';
import { ButtonLink } from '@/ui/layout/links';
import { useAuth } from '../AuthContext';
import { useLinkToken } from './useLinkToken';

/**
 * Where the link in the mail to a new address leads, whether its reader is signed in or not. Opening it changes nothing,
 * since mail programs open links too.
 */
export default function ConfirmEmailPage() {
  const { t } = useTranslation('passwords');
  const token = useLinkToken();
  return (
    <CenteredCardPage title={t('confirm.title')} lead={t('confirm.lead')}>
      <Confirmation key={token} token={token} />
    </CenteredCardPage>
  );
}

function Confirmation({ token }: { token: string }) {
  const { t } = useTranslation('passwords');
  const { t: common } = useTranslation();
  const { signIn } = useAuth();
  const confirm = useMutation({
    mutationFn: () => dataOf(api.POST('/auth/confirm-email', { body: { token } })),
  });
  const isExpired = hasCode(confirm.error, 'link_expired');
  const isTaken = hasCode(confirm.error, 'email_taken');
  const goOn = (
    <ButtonLink
      to={signIn ? '/account' : '/login'}
      size="md"
      fullWidth
      variant={confirm.isSuccess ? 'filled' : 'default'}
    >
      {signIn ? t('confirm.account') : common('sign_in.submit')}
    </ButtonLink>
  );
  return (
    <Stack gap="md">
      {confirm.isSuccess && (
        <Alert color="green" role="status">
          {t('confirm.done')}
        </Alert>
      )}
      {(!token || isExpired || isTaken) && (
        <Alert color="yellow" role="alert">
          {t(token ? (isTaken ? 'confirm.taken' : 'confirm.expired') : 'missing')}
        </Alert>
      )}
      {confirm.error && !isExpired && !isTaken && (
        <Alert color="red" role="alert">
          {problemText(confirm.error, common)}
        </Alert>
      )}
      {confirm.isSuccess || !token || isExpired || isTaken ? (
        goOn
      ) : (
        <Button size="md" fullWidth autoFocus loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {t('confirm.submit')}
        </Button>
      )}
    </Stack>
  );
}
