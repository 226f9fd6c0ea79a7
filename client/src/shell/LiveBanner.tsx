import { Alert } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useAuth } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { useLiveStatus } from '@/live/useLive';

/** A blink of the connection, such as a server being replaced, is not worth a banner. */
const PATIENCE_MS = 1500;

/** Says, once it lasts, that the connection is lost and that nothing typed is. */
export function LiveBanner() {
  const { t } = useTranslation();
  // Whoever has to sign in again is told so by a dialog, and cannot be live before.
  const isOver = useAuth().signIn?.over !== undefined;
  const isOffline = useLiveStatus().state === 'offline' && !isOver;
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!isOffline) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isOffline]);
  if (!lasts) return null;
  return (
    <Alert role="status" color="yellow" mb="md" icon={<IconCloudOff size={18} />}>
      {t('live.banner')}
    </Alert>
  );
}
