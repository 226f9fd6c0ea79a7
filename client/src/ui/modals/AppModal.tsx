// biome-ignore lint/style/noRestrictedImports: this is what all others use
import { Modal, type ModalProps } from '@mantine/core';
import './modal.css';
import { useTranslation } from '@/i18n';
import { useDialogFocus } from './dialogFocus';

/** Mantine renders the top of a modal as a `header`, which would be a second banner landmark. */
export const noBanner = { header: { role: 'none' } };

const FRAMED = {
  normal: { ...noBanner, root: { 'data-framed': 'normal' } },
  tall: { ...noBanner, root: { 'data-framed': 'tall' } },
};

/** Transitions leave a transform behind, which would clip dropdowns in a modal. */
const FADE = { transition: 'fade', duration: 150 } as const;

interface Props extends Omit<ModalProps, 'id' | 'returnFocus'> {
  /** As high as the screen on phones, whatever is in it. */
  isTall?: boolean;
}

/**
 * The one frame of dialogs: a title of 18 px, 24 px of padding, a `DialogFooter` that stays in sight; on phones a sheet from
 * below. Its close button has a name. The first field in it with `data-autofocus` gets the focus, and what
 * opened it gets it back.
 */
export function AppModal({ isTall = false, ...props }: Props) {
  const { t } = useTranslation();
  const id = useDialogFocus(props.opened);
  return (
    <Modal
      centered
      attributes={props.title ? FRAMED[isTall ? 'tall' : 'normal'] : noBanner}
      padding={props.title ? 'xl' : undefined}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      transitionProps={FADE}
      {...props}
      id={id}
      returnFocus={false}
    />
  );
}
