import { type ComponentPropsWithoutRef, useEffect, useLayoutEffect, useRef } from 'react';
import classes from './Floating.module.css';

interface Props extends ComponentPropsWithoutRef<'div'> {
  /** What it stands beside, as it is found then: a list may have drawn it anew. */
  anchor: () => Element | null;
  /** Called when somebody presses outside; what is pressed there does nothing else then. */
  onOutside?: (() => void) | undefined;
}

const GAP_PX = 8;

/** Beside its anchor where there is room, else below or above it; on a phone, a sheet at the bottom of the screen. */
export function Floating({ anchor, onOutside, children, ...props }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef({ anchor, onOutside });
  latest.current = { anchor, onOutside };
  useLayoutEffect(() => {
    const own = box.current;
    if (!own) return;
    const place = () => {
      const at = latest.current.anchor()?.getBoundingClientRect();
      if (!at) return;
      const { x, y } = placeBeside(at, own.offsetWidth, own.offsetHeight);
      own.style.setProperty('--x', `${x}px`);
      own.style.setProperty('--y', `${y}px`);
    };
    place();
    const observer = new ResizeObserver(place);
    observer.observe(own);
    addEventListener('resize', place);
    return () => {
      observer.disconnect();
      removeEventListener('resize', place);
    };
  }, []);
  const isWatched = onOutside !== undefined;
  useEffect(() => {
    if (!isWatched) return undefined;
    const press = (event: PointerEvent) => {
      const target = event.target as Element;
      // The list of a field in here is elsewhere in the document.
      if (box.current?.contains(target) || target.closest('[role="listbox"], [role="region"]')) return;
      event.stopPropagation();
      latest.current.onOutside?.();
    };
    document.addEventListener('pointerdown', press, true);
    return () => document.removeEventListener('pointerdown', press, true);
  }, [isWatched]);
  return (
    <div {...props} ref={box} className={classes.box}>
      {children}
    </div>
  );
}

/** The left upper corner, so that as little as possible is covered. */
export function placeBeside(at: DOMRect, width: number, height: number): { x: number; y: number } {
  const inside = (start: number, size: number, space: number) =>
    Math.max(GAP_PX, Math.min(start, space - size - GAP_PX));
  const y = inside(at.top, height, innerHeight);
  if (at.right + GAP_PX + width + GAP_PX <= innerWidth) return { x: at.right + GAP_PX, y };
  if (at.left - GAP_PX - width >= GAP_PX) return { x: at.left - GAP_PX - width, y };
  const isBelow = at.bottom + GAP_PX + height + GAP_PX <= innerHeight;
  return {
    x: inside(at.left, width, innerWidth),
    y: isBelow ? at.bottom + GAP_PX : inside(at.top - height - GAP_PX, height, innerHeight),
  };
}
