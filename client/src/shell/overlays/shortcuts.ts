import type { Action, MenuEntry } from '@/feature/registry';
import { letterOf } from '@/lib/keys';
import { expectDialog, isDialogExpected } from '@/lib/typeAhead';
import type { Overlay } from './overlayStore';

/** How long after g the second key may follow. */
const SECOND_KEY_MS = 1500;

interface Keys {
  menu: readonly MenuEntry[];
  actions: readonly Action[];
}

const isTyping = ({ target }: KeyboardEvent) =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select') !== null);

/** A dialog or a menu is open, wherever the focus is. One that is fading away is inert. */
const isSomethingOpen = () =>
  [...document.querySelectorAll('[role="dialog"], [role="menu"]')].some((each) => !each.closest('[inert]'));

/**
 * What keys do while nothing is open: Ctrl-K opens the command bar, and outside text fields ? the help, g and a letter a
 * page, a single letter an action. (WCAG 2.1.4: single letters are optional; everything is also in the command bar.)
 */
export function keyHandler(keys: Keys, goTo: (to: string) => void, open: (overlay: Overlay) => void) {
  let lastG = Number.NEGATIVE_INFINITY;
  const afterG = (key: string) => {
    const entry = keys.menu.find(({ letter }) => letter === key);
    if (entry) goTo(entry.to);
  };
  const show = (overlay: Overlay) => {
    expectDialog();
    open(overlay);
  };
  const openPalette = (event: KeyboardEvent) => {
    event.preventDefault();
    if (!isSomethingOpen() && !isDialogExpected()) show('palette');
  };
  const alone = (event: KeyboardEvent, key: string) => {
    if (key === '?') return show('help');
    const action = keys.actions.find(({ shortcut }) => shortcut === key);
    if (!action) return;
    event.preventDefault();
    if (action.opensDialog) expectDialog();
    action.run({ navigate: goTo });
  };
  return (event: KeyboardEvent) => {
    const key = letterOf(event);
    if (event.ctrlKey || event.metaKey) {
      if (key === 'k') openPalette(event);
      return;
    }
    if (event.altKey || event.defaultPrevented || isTyping(event) || isSomethingOpen()) return;
    const follows = event.timeStamp - lastG < SECOND_KEY_MS;
    lastG = key === 'g' && !follows ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (follows) afterG(key);
    else alone(event, key);
  };
}
