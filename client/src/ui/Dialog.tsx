import { Modal, type ModalProps } from '@mantine/core';
import './modal.css';
import { useTranslation } from '@/i18n';

/** A modal dialog whose close button has a name. The first field in it with `data-autofocus` gets the focus. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation();
  return <Modal centered closeButtonProps={{ 'aria-label': t('action.close') }} {...props} />;
}
