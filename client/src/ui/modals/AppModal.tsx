import { Modal, type ModalProps } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import './modal.css';
import { useTranslation } from '@/i18n';

/** Mantine makes the top of a dialog a `header`, which would be a second banner of the page. */
export const noBanner = { header: { role: 'none' } };

/** What moves keeps a transform, and that would cut off the lists that open in a dialog. */
const FADE = { transition: 'fade', duration: 150 } as const;

interface Props extends ModalProps {
  /** On a phone it takes the whole screen. */
  isTall?: boolean;
}

/** A modal dialog whose close button has a name. The first field in it with `data-autofocus` gets the focus. */
export function AppModal({ isTall = false, ...props }: Props) {
  const { t } = useTranslation();
  const isPhone = useMediaQuery('(max-width: 36em)', undefined, { getInitialValueInEffect: false });
  return (
    <Modal
      centered
      fullScreen={isTall && isPhone}
      attributes={noBanner}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      transitionProps={FADE}
      {...props}
    />
  );
}
