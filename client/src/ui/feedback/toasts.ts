import type { T } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import { createStore } from '@/lib/store';

/** An action, such as undo, offered with the message. */
export interface Undo {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  kind: 'done' | 'problem';
  title?: string;
  message: string;
  undo?: Undo | undefined;
  /** After how many milliseconds it disappears. */
  lastsMs: number;
}

const READ_MS = 4500;
const UNDO_MS = 8000;
const PROBLEM_MS = 15_000;
const MAX_TOASTS = 4;

let lastId = 0;

/** The toasts on the screen, oldest first; `ToastArea` shows them. */
export const toastStore = createStore<readonly Toast[]>([]);

export const hideToast = (id: number) => toastStore.set(toastStore.get().filter((each) => each.id !== id));

function show(toast: Omit<Toast, 'id'>) {
  lastId += 1;
  toastStore.set([...toastStore.get(), { ...toast, id: lastId }].slice(-MAX_TOASTS));
}

/** Shows what has happened, with an undo if there is one. */
export const toast = (message: string, undo?: Undo) =>
  show({ kind: 'done', message, undo, lastsMs: undo ? UNDO_MS : READ_MS });

/** Shows why something did not work. */
export const toastProblem = (error: unknown, t: T) =>
  show({ kind: 'problem', title: t('error.title'), message: problemText(error, t), lastsMs: PROBLEM_MS });
