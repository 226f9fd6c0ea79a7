/** What can lie over any page. */
export type Overlay = 'palette' | 'help';

const listeners = new Set<() => void>();
let open: Overlay | null = null;

export const overlays = {
  get: () => open,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

export function openOverlay(next: Overlay | null) {
  open = next;
  for (const listener of listeners) listener();
}
