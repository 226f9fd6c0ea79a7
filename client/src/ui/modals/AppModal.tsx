import { Modal, type ModalProps } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import './modal.css';
import { useTranslation } from '@/i18n';

/** Mantine renders the top of a modal as a `header`, which would be a second banner landmark. */
export const noBanner = { header: { role: 'none' } };

/** Transitions leave a transform behind, which would clip dropdowns in a modal. */
const FADE = { transition: 'fade', duration: 150 } as const;

interface Props extends ModalProps {
  /** Fills the screen on phones. */
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
