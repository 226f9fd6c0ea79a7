import { Modal, type ModalProps } from '@mantine/core';
import './modal.css';
import { useTranslation } from '@/i18n';

/** Mantine makes the top of a dialog a `header`, which would be a second banner of the page. */
export const noBanner = { header: { role: 'none' } };

/** What moves keeps a transform, and that would cut off the lists that open in a dialog. */
const FADE = { transition: 'fade', duration: 150 } as const;

/** A modal dialog whose close button has a name. The first field in it with `data-autofocus` gets the focus. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation();
  return (
    <Modal
      centered
      attributes={noBanner}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      transitionProps={FADE}
      {...props}
    />
  );
}
