import type { Action, MenuEntry } from './extensions';
import type { Overlay } from './overlays-store';

/** How long after g the second key may come. */
const PAUSE_MS = 1500;

interface Keys {
  menu: readonly MenuEntry[];
  actions: readonly Action[];
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null);

/**
 * What a key does where nothing is being typed: Ctrl-K the palette, ? the help, g and a letter a page, a single
 * letter an action. (WCAG 2.1.4: the single ones can be done without; all stand in the palette too.)
 */
export function keyHandler(keys: Keys, goTo: (to: string) => void, open: (overlay: Overlay) => void) {
  let lastG = 0;
  return (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      open('palette');
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    const follows = event.timeStamp - lastG < PAUSE_MS;
    lastG = 0;
    if (event.key === '?') open('help');
    else if (event.key === 'g' && !follows) lastG = event.timeStamp;
    else if (follows) {
      const entry = keys.menu.find(({ letter }) => letter === event.key);
      if (entry) goTo(entry.to);
    } else {
      const action = keys.actions.find(({ shortcut }) => shortcut === event.key);
      if (action) {
        event.preventDefault();
        action.run({ navigate: goTo });
      }
    }
  };
}
