import { Alert, type ModalProps } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from '@/i18n';
import { deferToNextTask } from '@/lib/deferToNextTask';
import { useIsOffline } from '@/live/useLiveEvents';
import { AppModal } from '../modals/AppModal';
import { LeaveModal } from './LeaveModal';
import { SAVE_PATIENCE_MS } from './savePatience';

/** Whether closing a form loses what has been typed; “saving”: not if the save that is under way succeeds. */
export type Unsaved = boolean | 'saving';

interface Props
  extends Omit<
    ModalProps,
    'id' | 'returnFocus' | 'children' | 'closeOnClickOutside' | 'closeOnEscape' | 'withCloseButton'
  > {
  /** Fills the screen on phones. */
  isTall?: boolean;
  /** Whether closing now would lose what has been typed. */
  holds: () => Unsaved;
  /** Another dialog is above this one, and gets Escape. */
  isCovered?: boolean;
  /** It shows something that must not be lost, and closes only with its own button. */
  isLocked?: boolean;
  /** Called when the user gives up what has been typed. */
  onDiscard?: () => void;
  /** The form, and `close` for its Cancel button. */
  children: (close: () => void) => ReactNode;
}

/**
 * A modal with a form. Escape, a click outside, the close button and Cancel all do the same: they ask first, if something
 * that was typed would be lost. While it is being saved they do nothing: the dialog closes when that has succeeded, and
 * shows what is wrong when it has failed.
 */
export function FormModal({
  holds,
  isCovered = false,
  isLocked = false,
  onDiscard,
  onClose,
  children,
  ...props
}: Props) {
  const { t } = useTranslation();
  const isOffline = useIsOffline();
  const [isLeaving, setLeaving] = useState(false);
  const patience = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(patience.current), []);
  const latest = useRef(holds);
  useEffect(() => {
    latest.current = holds;
  });
  const ask = () => setLeaving(true);
  const close = () => {
    clearTimeout(patience.current);
    const unsaved = holds();
    if (unsaved === 'saving')
      patience.current = setTimeout(() => latest.current() === 'saving' && ask(), SAVE_PATIENCE_MS);
    else if (unsaved) deferToNextTask(ask)();
    else onClose();
  };
  return (
    <AppModal
      {...props}
      onClose={close}
      closeOnEscape={!isLocked && !isCovered && !isLeaving}
      closeOnClickOutside={!isLocked && !isCovered && !isLeaving}
      withCloseButton={!isLocked}
    >
      {/* The page's own banner is behind the modal. */}
      {isOffline && (
        <Alert color="yellow" role="status" icon={<IconCloudOff size={20} aria-hidden />} mb="md">
          {t('live.banner')}
        </Alert>
      )}
      {children(close)}
      <LeaveModal
        opened={isLeaving}
        onDiscard={() => {
          setLeaving(false);
          onDiscard?.();
          onClose();
        }}
        onKeep={deferToNextTask(() => setLeaving(false))}
      />
    </AppModal>
  );
}
