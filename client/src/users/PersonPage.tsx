import { useTranslation } from '@/i18n';
import { PageHeader } from '@/ui/PageHeader';

export default function PersonPage() {
  const { t } = useTranslation();
  return <PageHeader title={t('nav.users')} />;
}
