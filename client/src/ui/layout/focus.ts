import { CONTENT_HEADING } from './PageHeader';

/** The id of the element that holds the page. */
export const CONTENT = 'content';

const MAX_ATTEMPTS = 20;
const RETRY_MS = 50;

let last: Element | null = null;

/**
 * After a navigation the reader of the screen is where the new page begins. Waits a little for a page that is still
 * being loaded; a field that has been focused meanwhile, by the page or the person, keeps the focus. Returns how to
 * give up.
 */
export function focusPage(): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const attempt = (triesLeft: number) => {
    const heading = document.getElementById(CONTENT_HEADING);
    if (isTaken(document.activeElement)) return;
    // The heading of the page that was left may still be there; or it is the same page about another thing.
    if (heading && (heading !== last || triesLeft === 0)) {
      last = heading;
      heading.focus({ preventScroll: true });
    } else if (triesLeft > 0) timer = setTimeout(attempt, RETRY_MS, triesLeft - 1);
  };
  timer = setTimeout(attempt, 0, MAX_ATTEMPTS);
  return () => clearTimeout(timer);
}

function isTaken(active: Element | null) {
  if (!active || active === last) return false;
  return active.closest('[role="dialog"]') !== null || document.getElementById(CONTENT)?.contains(active) === true;
}
