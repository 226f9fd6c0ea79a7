import { useEffect, useRef } from 'react';

/** For content that replaces a form in an open modal: gets the focus as it appears. */
export function useFocusOnAppear<E extends HTMLElement>(isWanted = true) {
  const ref = useRef<E>(null);
  useEffect(() => {
    if (isWanted) ref.current?.focus();
  }, [isWanted]);
  return ref;
}
