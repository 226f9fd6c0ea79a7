import { createStore } from '@/lib/store';

/** Whether the list below the bell is open. */
export const isPanelOpen = createStore(false);

/** Marks everything as read, as long as the bell is there. */
export const readAll = createStore<() => void>(() => undefined);
