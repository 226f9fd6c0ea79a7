import { Paper } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from '@/i18n';
import { toast } from '@/ui/feedback/toasts';
import { PageHeader } from '@/ui/layout/PageHeader';
import { ChangePasswordForm } from './ChangePasswordForm';

/** The page to change one's password, from the user menu. */
export default function ChangePasswordPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const onDone = () => {
    toast(t('password.done'));
    void navigate({ to: '/account' });
  };
  return (
    <>
      <PageHeader title={t('password.title')} lead={t('password.lead')} />
      <Paper withBorder p="lg" maw="30rem">
        <ChangePasswordForm onDone={onDone} />
      </Paper>
    </>
  );
}
