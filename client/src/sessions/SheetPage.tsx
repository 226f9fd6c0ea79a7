import { useTranslation } from '@/i18n';
import { PageHeader } from '@/ui/PageHeader';

export default function SheetPage() {
  const { t } = useTranslation();
  return <PageHeader title={t('nav.sessions')} />;
}
