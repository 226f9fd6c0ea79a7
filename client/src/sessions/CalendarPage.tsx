import { useTranslation } from '@/i18n';
import { PageHeader } from '@/ui/PageHeader';

export default function CalendarPage() {
  const { t } = useTranslation();
  return <PageHeader title={t('nav.calendar')} />;
}
