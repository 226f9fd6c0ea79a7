import { Notifications } from '@mantine/notifications';
import '@mantine/core/styles/Notification.layer.css';
import '@mantine/notifications/styles.layer.css';
import { useTranslation } from 'react-i18next';

/** Where toasts appear; `ui/toasts` makes them. Nothing of the first screen waits for it. */
export default function Toasts() {
  const { t } = useTranslation();
  return <Notifications position="bottom-right" limit={4} zIndex={500} aria-label={t('toasts')} />;
}
