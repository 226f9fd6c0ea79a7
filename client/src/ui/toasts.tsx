import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { problemText } from '@/i18n/problemText';
import classes from './toasts.module.css';

const READ_MS = 4000;
const UNDO_MS = 8000;

interface Undo {
  label: string;
  run: () => void;
}

/** A word on what has happened, with a way back where there is one. */
export function toast(message: string, undo?: Undo) {
  const id = notifications.show({
    message: undo ? (
      <span className={classes.undo}>
        {message}
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo.run();
          }}
        >
          {undo.label}
        </Button>
      </span>
    ) : (
      message
    ),
    icon: <IconCheck size={18} />,
    color: 'teal',
    autoClose: undo ? UNDO_MS : READ_MS,
  });
}

/** Why something did not work. Stays until it is read. */
export function toastProblem(error: unknown, t: TFunction<'core'>) {
  notifications.show({
    title: t('error.title'),
    message: problemText(error, t),
    icon: <IconAlertTriangle size={18} />,
    color: 'red',
    autoClose: 2 * UNDO_MS,
  });
}
