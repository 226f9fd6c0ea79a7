import type { ComponentProps } from 'react';
import { FormModal } from '@/ui/forms/FormModal';
import { SessionForm } from './SessionForm';

interface Props extends ComponentProps<typeof SessionForm> {
  title: string;
  opened: boolean;
}

/** The session form in a modal. */
export const SessionModal = ({ title, opened, onClose, ...form }: Props) => (
  <FormModal opened={opened} onClose={onClose} title={title} size="42rem" isTall>
    {(close) => <SessionForm {...form} onClose={close} />}
  </FormModal>
);
