import { Button } from '@mantine/core';
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

/** Loaded when there is something to say. */
const load = async () => (await import('@mantine/notifications')).notifications;

/** A word on what has happened, with a way back where there is one. */
export async function toast(message: string, undo?: Undo) {
  const notifications = await load();
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
export async function toastProblem(error: unknown, t: TFunction<'core'>) {
  const notifications = await load();
  notifications.show({
    title: t('error.title'),
    message: problemText(error, t),
    icon: <IconAlertTriangle size={18} />,
    color: 'red',
    autoClose: 2 * UNDO_MS,
  });
}
