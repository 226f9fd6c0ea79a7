import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from '@/i18n';
import { toast } from '@/ui/feedback/toasts';
import { PageHeader } from '@/ui/layout/PageHeader';
import { Card } from '@/ui/layout/Panel';
import { ChangePasswordForm } from '../ChangePasswordForm';

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
      <Card maxWidth="30rem">
        <ChangePasswordForm onDone={onDone} />
      </Card>
    </>
  );
}
