// biome-ignore lint/style/noRestrictedImports: this is what all others use
import { Modal, type ModalProps } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import './modal.css';
import { useTranslation } from '@/i18n';
import { useDialogFocus } from './dialogFocus';

/** Mantine renders the top of a modal as a `header`, which would be a second banner landmark. */
export const noBanner = { header: { role: 'none' } };

/** Transitions leave a transform behind, which would clip dropdowns in a modal. */
const FADE = { transition: 'fade', duration: 150 } as const;

interface Props extends Omit<ModalProps, 'id' | 'returnFocus'> {
  /** Fills the screen on phones. */
  isTall?: boolean;
}

/**
 * A modal dialog whose close button has a name. The first field in it with `data-autofocus` gets the focus, and what
 * opened it gets it back.
 */
export function AppModal({ isTall = false, ...props }: Props) {
  const { t } = useTranslation();
  const id = useDialogFocus(props.opened);
  const isPhone = useMediaQuery('(max-width: 36em)', undefined, { getInitialValueInEffect: false });
  return (
    <Modal
      centered
      fullScreen={isTall && isPhone}
      attributes={noBanner}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      transitionProps={FADE}
      {...props}
      id={id}
      returnFocus={false}
    />
  );
}
