/** The id of the element that contains the page. */
export const CONTENT = 'content';

/** The id of the page's heading. */
export const CONTENT_HEADING = 'page-heading';

/**
 * Later than this, a heading that was there before the navigation is that of the new page as well, and what has the focus
 * was given it by the user, no longer by a menu that closes.
 */
const SETTLED_MS = 1000;

let last: Element | null = null;

/**
 * After a navigation, moves the focus to the start of the new page, as soon as that is there, however long it loads; a
 * field that has been focused meanwhile, by the page or the user, keeps the focus. Returns a function to cancel.
 */
export function focusPage(): () => void {
  // The link that led here may be on the previous page, which is there until the new one has loaded.
  const link = document.activeElement?.closest('a, button') ?? null;
  let isSettled = false;
  const arrive = () => {
    const active = document.activeElement;
    if (active !== link && isTaken(active, isSettled)) return cancel();
    const heading = document.getElementById(CONTENT_HEADING);
    if (!heading || (heading === last && !isSettled)) return;
    last = heading;
    heading.focus({ preventScroll: true });
    cancel();
  };
  const observer = new MutationObserver(arrive);
  const timers = [
    setTimeout(arrive),
    setTimeout(() => {
      isSettled = true;
      arrive();
    }, SETTLED_MS),
  ];
  const cancel = () => {
    observer.disconnect();
    timers.forEach(clearTimeout);
  };
  observer.observe(document.getElementById(CONTENT) ?? document.body, { childList: true, subtree: true });
  return cancel;
}

/** Where what had the focus is gone, and nothing else has it: the page's heading gets it. */
export function focusHeading() {
  if (document.activeElement !== document.body) return;
  document.getElementById(CONTENT_HEADING)?.focus({ preventScroll: true });
}

function isTaken(active: Element | null, isSettled: boolean) {
  if (!active || active === last || active === document.body) return false;
  return (
    isSettled ||
    active.closest('[role="dialog"]') !== null ||
    document.getElementById(CONTENT)?.contains(active) === true
  );
}
