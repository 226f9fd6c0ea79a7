import { useTranslation } from '@/i18n';
import { PageHeader } from '@/ui/PageHeader';

export default function SessionPage() {
  const { t } = useTranslation();
  return <PageHeader title={t('nav.sessions')} />;
}
