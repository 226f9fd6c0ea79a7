import { createStore } from '@/lib/store';

/** What can be opened over any page. */
export type Overlay = 'palette' | 'help';

/** Which overlay is open. */
export const overlayStore = createStore<Overlay | null>(null);

export const openOverlay = overlayStore.set;
