import { Alert, type ModalProps } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from '@/i18n';
import { deferToNextTask } from '@/lib/deferToNextTask';
import { useIsOffline } from '@/live/useLive';
import { AppModal } from '../modals/AppModal';
import { LeaveModal } from './LeaveModal';
import { SAVE_PATIENCE_MS, type Unsaved, UnsavedContext } from './unsaved';

interface Props
  extends Omit<
    ModalProps,
    'id' | 'returnFocus' | 'children' | 'closeOnClickOutside' | 'closeOnEscape' | 'withCloseButton'
  > {
  /** Fills the screen on phones. */
  isTall?: boolean;
  /** It shows something that must not be lost, and closes only with its own button. */
  isLocked?: boolean;
  /** The form, and `close` for its Cancel button. */
  children: (close: () => void) => ReactNode;
}

/**
 * A modal with a form. Escape, a click outside, the close button and Cancel all do the same: they ask first, if something
 * that was typed would be lost; the form in it says so with `useUnsaved`, as `useEditForm` does. While it is being saved
 * they do nothing: the dialog closes when that has succeeded, and shows what is wrong when it has failed.
 */
export function FormModal({ isLocked = false, onClose, children, ...props }: Props) {
  const { t } = useTranslation();
  const isOffline = useIsOffline();
  const unsaved = useRef<Unsaved | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  const patience = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(patience.current), []);
  const ask = () => setLeaving(true);
  const close = () => {
    clearTimeout(patience.current);
    if (unsaved.current?.isSaving())
      patience.current = setTimeout(() => unsaved.current?.isSaving() && ask(), SAVE_PATIENCE_MS);
    else if (unsaved.current?.holds()) deferToNextTask(ask)();
    else onClose();
  };
  return (
    <AppModal
      {...props}
      onClose={() => !isLeaving && !unsaved.current?.isCovered && close()}
      closeOnEscape={!isLocked}
      closeOnClickOutside={!isLocked}
      withCloseButton={!isLocked}
    >
      {/* The page's own banner is behind the modal. */}
      {isOffline && (
        <Alert color="yellow" role="status" icon={<IconCloudOff size={20} aria-hidden />} mb="md">
          {t('live.banner')}
        </Alert>
      )}
      <UnsavedContext value={unsaved}>{children(close)}</UnsavedContext>
      <LeaveModal
        opened={isLeaving}
        onDiscard={() => {
          setLeaving(false);
          unsaved.current?.discard?.();
          onClose();
        }}
        onKeep={deferToNextTask(() => setLeaving(false))}
      />
    </AppModal>
  );
}
