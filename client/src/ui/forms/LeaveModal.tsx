import { useTranslation } from '@/i18n';
import { ConfirmModal } from '../modals/ConfirmModal';

interface Props {
  opened: boolean;
  onDiscard: () => void;
  onKeep: () => void;
}

/** Asks whether what was typed is given up. */
export function LeaveModal({ opened, onDiscard, onKeep }: Props) {
  const { t } = useTranslation();
  return (
    <ConfirmModal
      opened={opened}
      title={t('leave.title')}
      confirm={t('leave.discard')}
      dismiss={t('leave.keep')}
      isDangerous
      onConfirm={onDiscard}
      onClose={onKeep}
    >
      {t('leave.text')}
    </ConfirmModal>
  );
}
