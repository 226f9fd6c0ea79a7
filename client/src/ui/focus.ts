/** The id of the page's heading, and of the element that holds the page. */
export const CONTENT_HEADING = 'page-heading';
export const CONTENT = 'content';

/**
 * After a navigation the reader of the screen is where the page begins. Waits a little for a page that is still
 * being loaded; whatever has been focused meanwhile, by the page or the person, keeps the focus.
 */
export function focusPage(triesLeft = 20) {
  const active = document.activeElement;
  const heading = document.getElementById(CONTENT_HEADING);
  if (active?.closest('[role="dialog"]') || (heading && document.getElementById(CONTENT)?.contains(active))) return;
  if (heading) heading.focus({ preventScroll: true });
  else if (triesLeft > 0) setTimeout(() => focusPage(triesLeft - 1), 50);
}
