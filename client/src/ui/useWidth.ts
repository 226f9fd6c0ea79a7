import { type RefObject, useLayoutEffect, useState } from 'react';

/** The width inside an element in whole pixels, as it changes; `initial` until it has been measured, which is before it is painted. */
export function useWidth(of: RefObject<HTMLElement | null>, initial = 0): number {
  const [width, setWidth] = useState(initial);
  useLayoutEffect(() => {
    const element = of.current;
    if (!element) return undefined;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return width;
}
