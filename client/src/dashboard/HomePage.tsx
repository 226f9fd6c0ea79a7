import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { PageHeader } from '@/ui/PageHeader';

/** Where everybody begins. */
export default function HomePage() {
  const { t } = useTranslation('dashboard');
  const me = useMe();
  return <PageHeader title={t('home.hello', { name: me.first_name })} lead={t(`home.${me.role}`)} />;
}
