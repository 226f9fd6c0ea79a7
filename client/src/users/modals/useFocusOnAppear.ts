import { useEffect, useRef } from 'react';

/** For what takes the place of a form in an open dialog: the focus goes there as it appears. */
export function useFocusOnAppear<E extends HTMLElement>(isWanted = true) {
  const ref = useRef<E>(null);
  useEffect(() => {
    if (isWanted) ref.current?.focus();
  }, [isWanted]);
  return ref;
}
