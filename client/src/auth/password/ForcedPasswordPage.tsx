import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from '@/i18n';
import { toast } from '@/ui/feedback/toasts';
import { CenteredCardPage } from '@/ui/layout/CenteredCardPage';
import { useAuth } from '../AuthContext';
import { ChangePasswordForm } from '../ChangePasswordForm';
import { safeNext } from '../guards';

/** Shown while the password is temporary: nothing else is available until it is replaced. */
export default function ForcedPasswordPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { signIn, signOut } = useAuth();
  const { next } = useSearch({ from: '/change-password' });
  const onDone = () => {
    toast(t('password.done'));
    void navigate({ to: safeNext(next), replace: true });
  };
  if (!signIn) return null;
  return (
    <CenteredCardPage title={t('password.forced_title')} lead={t('password.forced_lead')}>
      <ChangePasswordForm onDone={onDone} />
      <Button variant="subtle" mt="md" fullWidth onClick={signOut}>
        {t('action.sign_out')}
      </Button>
    </CenteredCardPage>
  );
}
