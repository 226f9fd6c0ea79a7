import { Alert } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '@/i18n';

/** Says that times are in UTC where the browser does not know the user's own time zone. */
export default function ZoneBanner() {
  const { t } = useTranslation();
  const [isHidden, setHidden] = useState(false);
  if (isHidden) return null;
  return (
    <Alert
      role="status"
      color="yellow"
      mb="md"
      withCloseButton
      closeButtonLabel={t('action.close')}
      onClose={() => setHidden(true)}
    >
      {t('zone_unknown')}
    </Alert>
  );
}
