/** The id of the element that contains the page. */
export const CONTENT = 'content';

/** The id of the page's heading. */
export const CONTENT_HEADING = 'page-heading';

const MAX_ATTEMPTS = 20;
const RETRY_MS = 50;

let last: Element | null = null;

/**
 * After a navigation, moves the focus to the start of the new page. Waits briefly for a page that is still
 * loading; a field that has been focused meanwhile, by the page or the user, keeps the focus. Returns a function to
 * cancel.
 */
export function focusPage(): () => void {
  let timer: ReturnType<typeof setTimeout>;
  // The link that led here may be on the previous page, which is there until the new one has loaded.
  const link = document.activeElement?.closest('a, button') ?? null;
  const attempt = (triesLeft: number) => {
    const heading = document.getElementById(CONTENT_HEADING);
    if (document.activeElement !== link && isTaken(document.activeElement)) return;
    // The previous page's heading may still be there, or it is the same page about another entity.
    if (heading && (heading !== last || triesLeft === 0)) {
      last = heading;
      heading.focus({ preventScroll: true });
    } else if (triesLeft > 0) timer = setTimeout(attempt, RETRY_MS, triesLeft - 1);
  };
  timer = setTimeout(attempt, 0, MAX_ATTEMPTS);
  return () => clearTimeout(timer);
}

/** Where what had the focus is gone, and nothing else has it: the page's heading gets it. */
export function focusHeading() {
  if (document.activeElement !== document.body) return;
  document.getElementById(CONTENT_HEADING)?.focus({ preventScroll: true });
}

function isTaken(active: Element | null) {
  if (!active || active === last) return false;
  return active.closest('[role="dialog"]') !== null || document.getElementById(CONTENT)?.contains(active) === true;
}
