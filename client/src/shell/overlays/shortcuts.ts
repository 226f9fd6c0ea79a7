import type { Action, MenuEntry } from '@/feature/registry';
import type { Overlay } from './overlayStore';

/** How long after g the second key may follow. */
const SECOND_KEY_MS = 1500;

interface Keys {
  menu: readonly MenuEntry[];
  actions: readonly Action[];
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null);

/**
 * What keys do outside text fields: Ctrl-K opens the command bar, ? the help, g and a letter a page, a single
 * letter an action. (WCAG 2.1.4: single letters are optional; everything is also in the command bar.)
 */
export function keyHandler(keys: Keys, goTo: (to: string) => void, open: (overlay: Overlay) => void) {
  let lastG = Number.NEGATIVE_INFINITY;
  const afterG = (key: string) => {
    const entry = keys.menu.find(({ letter }) => letter === key);
    if (entry) goTo(entry.to);
  };
  const alone = (event: KeyboardEvent) => {
    if (event.key === '?') return open('help');
    const action = keys.actions.find(({ shortcut }) => shortcut === event.key);
    if (!action) return;
    event.preventDefault();
    action.run({ navigate: goTo });
  };
  return (event: KeyboardEvent) => {
    const withControl = event.ctrlKey || event.metaKey;
    if (withControl && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      open('palette');
    }
    if (withControl || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    const follows = event.timeStamp - lastG < SECOND_KEY_MS;
    lastG = event.key === 'g' && !follows ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (follows) afterG(event.key);
    else alone(event);
  };
}
