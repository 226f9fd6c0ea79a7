/**
 * Focuses the first invalid field of a submitted form, at once or when the server has refused it. Works for every form
 * whose fields set `aria-invalid`, as Mantine's do. The focus stays where it is if the user has moved it meanwhile.
 */
export function focusInvalidFields(): () => void {
  let waiting: MutationObserver | undefined;
  const onSubmit = ({ target }: Event) => {
    waiting?.disconnect();
    if (!(target instanceof HTMLFormElement)) return;
    const sentFrom = document.activeElement;
    const look = () => {
      const active = document.activeElement;
      const hasGoneOn = active !== sentFrom && active !== document.body;
      const field = target.querySelector<HTMLElement>('[aria-invalid="true"]');
      if (!hasGoneOn && !field && target.isConnected) return;
      waiting?.disconnect();
      if (!hasGoneOn) field?.focus();
    };
    waiting = new MutationObserver(look);
    // What was wrong before it was sent is still marked so; the form corrects that before the next frame.
    requestAnimationFrame(() => {
      waiting?.observe(target, { subtree: true, childList: true, attributeFilter: ['aria-invalid'] });
      look();
    });
  };
  document.addEventListener('submit', onSubmit);
  return () => {
    waiting?.disconnect();
    document.removeEventListener('submit', onSubmit);
  };
}
