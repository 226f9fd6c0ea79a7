import { useTranslation } from '@/i18n';
import { FormNotice } from './FormNotice';

/** Says that a form contains what was typed before a reload, with a way to begin anew. */
export function RestoredNotice({ onStartOver }: { onStartOver: () => void }) {
  const { t } = useTranslation();
  return <FormNotice text={t('leave.restored')} action={t('leave.start_over')} onAction={onStartOver} />;
}
