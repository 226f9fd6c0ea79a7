import { useId, useLayoutEffect, useState } from 'react';
import { expectDialog } from '@/lib/typeAhead';
import { CONTENT_HEADING } from '../layout/focus';

/** What has the focus, or had it last, and then what led there: a menu's button, what opened the dialog it is in. */
type Trail = readonly HTMLElement[];

let trail: Trail = [];

/** What led to each open dialog, by the id of its root; the one on top comes last. */
const openDialogs = new Map<string, Trail>();

/** Remembers from now on where the focus was: the item of a menu is gone before the dialog that it opens is there. */
export function followFocus(): () => void {
  const onFocus = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement) trail = leadingTo(target);
  };
  // A button that is disabled while it saves loses the focus. If what was to be saved is still there, it gets it back.
  const onDisabled = (changes: MutationRecord[]) => {
    const [last] = trail;
    const isReady = last && !last.matches(':disabled') && changes.some(({ target }) => target === last);
    if (isReady && !isSomewhere(document.activeElement)) last.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(onDisabled);
  observer.observe(document.body, { subtree: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', onFocus);
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', onFocus);
  };
}

function leadingTo(element: HTMLElement): Trail {
  const floating = element.closest('[role="menu"], [role="dialog"]');
  const button = document.getElementById(floating?.getAttribute('aria-labelledby') ?? '');
  if (button?.hasAttribute('aria-haspopup')) return leadingTo(button);
  const around = [...openDialogs].find(([id]) => document.getElementById(id)?.contains(element));
  return [element, ...(around?.[1] ?? [])];
}

/**
 * Gives the focus back when a dialog closes, whether it stays mounted or not: to what opened it, to the menu's button
 * where that was the item of a menu, and to the page's heading where neither is left. Returns the id for the dialog's
 * root. Mantine's own way (`returnFocus`) knows nothing of dialogs that are open from the start, and is to be off.
 */
export function useDialogFocus(opened: boolean): string {
  const id = useId();
  const [openers, setOpeners] = useState<Trail | null>(null);
  // While drawing: the focus moves into the dialog before effects run.
  if (opened && !openers) setOpeners(isSomewhere(document.activeElement) ? leadingTo(document.activeElement) : trail);
  if (!opened && openers) setOpeners(null);
  // Not `useEffect`: a dialog that is closed before its first frame is over would be gone before that has run.
  useLayoutEffect(() => {
    if (!openers) return undefined;
    const path = location.pathname;
    openDialogs.set(id, openers);
    const root = document.getElementById(id);
    root?.removeAttribute('inert');
    // Its first field gets the focus a moment later.
    if (!root?.contains(document.activeElement)) expectDialog();
    return () => {
      openDialogs.delete(id);
      // What fades away can no longer be used, nor keep the focus.
      document.getElementById(id)?.setAttribute('inert', '');
      setTimeout(() => {
        // On another page the focus is where that page begins.
        if (!openDialogs.has(id) && location.pathname === path) giveBack(openers);
      });
    };
  }, [id, openers]);
  return id;
}

function giveBack(openers: Trail) {
  const active = document.activeElement;
  if (isSomewhere(active) && !active.closest('[inert]')) return;
  const top = [...openDialogs.keys()].map((id) => document.getElementById(id)).findLast((root) => root !== null);
  const last = top ? top.querySelector<HTMLElement>('[role="dialog"]') : document.getElementById(CONTENT_HEADING);
  for (const element of last ? [...openers, last] : openers) {
    if (top && !top.contains(element)) continue;
    element.focus({ preventScroll: true });
    // What is gone, hidden or disabled does not take it.
    if (document.activeElement === element) return;
  }
}

const isSomewhere = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLElement && element !== document.body;
