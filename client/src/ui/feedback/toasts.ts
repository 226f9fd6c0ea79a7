import type { T } from '@/i18n';
import { problemText } from '@/i18n/problemText';

/** A way back, offered with the word on what has happened. */
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
  /** After how many milliseconds it leaves by itself. */
  lastsMs: number;
}

const READ_MS = 4000;
const UNDO_MS = 8000;
const PROBLEM_MS = 15_000;
const MOST = 4;

let shown: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function become(next: readonly Toast[]) {
  shown = next;
  for (const listener of listeners) listener();
}

/** Where `ToastArea` finds them. */
export const toasts = {
  get: () => shown,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  hide: (id: number) => become(shown.filter((each) => each.id !== id)),
};

function show(what: Omit<Toast, 'id'>) {
  lastId += 1;
  become([...shown, { ...what, id: lastId }].slice(-MOST));
}

/** A word on what has happened, with a way back where there is one. */
export const toast = (message: string, undo?: Undo) =>
  show({ kind: 'done', message, undo, lastsMs: undo ? UNDO_MS : READ_MS });

/** Why something did not work. */
export const toastProblem = (error: unknown, t: T) =>
  show({ kind: 'problem', title: t('error.title'), message: problemText(error, t), lastsMs: PROBLEM_MS });
