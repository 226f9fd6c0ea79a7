import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '@/i18n';
import { AppModal } from './AppModal';
import { DialogFooter } from './DialogFooter';

interface Props {
  opened: boolean;
  title: string;
  /** What will happen, before the click. */
  children: ReactNode;
  /** The verb: “Delete”, never “OK”. */
  confirm: string;
  /** The other button; by default “Cancel”. */
  dismiss?: string;
  isDangerous?: boolean;
  isPending?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks for confirmation before something that cannot be undone. */
export function ConfirmModal(props: Props) {
  const { t } = useTranslation();
  return (
    <AppModal opened={props.opened} onClose={props.onClose} title={props.title}>
      <Text component="div" mb="lg">
        {props.children}
      </Text>
      <DialogFooter>
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {props.dismiss ?? t('action.cancel')}
        </Button>
        <Button
          color={props.isDangerous ? 'red.8' : 'brand'}
          loading={props.isPending ?? false}
          onClick={props.onConfirm}
        >
          {props.confirm}
        </Button>
      </DialogFooter>
    </AppModal>
  );
}
