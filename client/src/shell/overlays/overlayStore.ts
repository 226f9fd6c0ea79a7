import { browserStorage } from '@/lib/storage';
import { createStore } from '@/lib/store';

/** What can be opened over any page. */
export type Overlay = 'palette' | 'help';

/** Which overlay is open. */
export const overlayStore = createStore<Overlay | null>(null);

export const openOverlay = overlayStore.set;

/** The storage key for whether the menu is collapsed. */
const STORAGE_KEY = 'tms.sidebar';

const collapsed = createStore(browserStorage.get(STORAGE_KEY) === 'true');

/** Whether the menu is collapsed, in this browser. */
export const sidebar = {
  ...collapsed,
  toggle() {
    browserStorage.set(STORAGE_KEY, String(!collapsed.get()));
    collapsed.set(!collapsed.get());
  },
};
