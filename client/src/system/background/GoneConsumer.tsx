import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '@/i18n';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import classes from './Background.module.css';

/** A consumer whose feature is not installed any more, and how to be rid of it. */
export function GoneConsumer({ title, onRemove }: { title: string; onRemove: () => void }) {
  const { t } = useTranslation('system');
  const [asks, setAsks] = useState(false);
  return (
    <div className={classes.gone}>
      <p className={classes.state} data-state="gone">
        {t('gone.text')}
      </p>
      <Button size="compact-sm" variant="default" onClick={() => setAsks(true)}>
        {t('gone.remove')}
      </Button>
      <ConfirmModal
        opened={asks}
        title={t('gone.title', { name: title })}
        confirm={t('gone.remove')}
        isDangerous
        onConfirm={() => {
          setAsks(false);
          onRemove();
        }}
        onClose={() => setAsks(false)}
      >
        {t('gone.consequence')}
      </ConfirmModal>
    </div>
  );
}
