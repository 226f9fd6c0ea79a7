import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Session } from '@/api/types';
import {
  type Drag,
  floorTo,
  follower,
  newAt,
  type Place,
  placeAt,
  scrollNearEdge,
  sessionIdIn,
  slide,
  swallowClick,
} from './drag';

interface Options {
  root: RefObject<HTMLElement | null>;
  sessionOf: (id: number) => Session | undefined;
  canMove: (session: Session) => boolean;
  /** Whether dragging over empty time, or a click there, plans a session. */
  canCreate: boolean;
  onDrop: (drag: Drag) => void;
  /** It was let go where there is no day. */
  onOutside: () => void;
  /** A finger moved sideways: to the next period, or the previous one. Omitted where that scrolls. */
  onSwipe?: ((by: 1 | -1) => void) | undefined;
}

/** How far a pointer moves before that is a drag. */
const DRAG_PX = 5;
const LONG_PRESS_MS = 400;
const SWIPE_PX = 56;
/** A click on empty time begins at a full or half hour. */
const CLICK_MINUTES = 30;

interface Gesture {
  x: number;
  y: number;
  touch: boolean;
  grip: Place;
  /** What a drag from here would be; null if nothing can be dragged. */
  kind: Drag['kind'] | null;
  session: Session | null;
  follow: ((at: Place) => Drag) | null;
  isSwipe: boolean;
  listening: AbortController;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

const isSame = (a: Drag | null, b: Drag | null) =>
  a?.day === b?.day && a?.lane === b?.lane && a?.from === b?.from && a?.to === b?.to;

/**
 * Moves, resizes and draws sessions with a mouse, a pen, or a finger that rests for a moment first; a finger that moves
 * sideways at once turns the page. Escape puts everything back. Returns what is being dragged, and the handler for the root.
 */
export function useGridDrag(options: Options) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const latest = useRef(options);
  latest.current = options;
  const current = useRef<Drag | null>(null);
  const gesture = useRef<Gesture | null>(null);
  const show = (next: Drag | null) => {
    if (!isSame(current.current, next) || !next) setDrag(next);
    current.current = next;
  };

  // A finger that drags must not scroll; browsers only ask listeners that were there when it came down.
  useEffect(() => {
    const root = options.root.current;
    const hold = (event: TouchEvent) => {
      if (gesture.current?.follow || gesture.current?.isSwipe) event.preventDefault();
    };
    root?.addEventListener('touchmove', hold, { passive: false });
    return () => root?.removeEventListener('touchmove', hold);
  }, [options.root]);

  function begin() {
    const active = gesture.current;
    if (!active?.kind) return;
    active.follow = follower(active.kind, active.session, active.grip);
    document.documentElement.dataset.dragging = active.kind;
    if (!active.touch) return;
    // Browsers complain when a page vibrates that has not been tapped yet.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(10);
    if (active.kind === 'create') show(newAt(active.grip));
    else show(active.follow(active.grip));
  }

  function end() {
    clearTimeout(gesture.current?.timer);
    gesture.current?.listening.abort();
    gesture.current = null;
    delete document.documentElement.dataset.dragging;
    slide(latest.current.root.current, 0);
    show(null);
  }

  function move(event: globalThis.PointerEvent) {
    const active = gesture.current;
    const root = latest.current.root.current;
    if (!active || !root) return;
    const [dx, dy] = [event.clientX - active.x, event.clientY - active.y];
    if (active.follow) return follow(active.follow, root, event);
    if (active.isSwipe) return slide(root, dx);
    if (Math.hypot(dx, dy) < DRAG_PX) return;
    if (active.touch) return swipe(active, dx, dy);
    begin();
  }

  function follow(to: (at: Place) => Drag, root: HTMLElement, { clientX, clientY }: globalThis.PointerEvent) {
    scrollNearEdge(root, clientY);
    const at = placeAt(root, clientX, clientY);
    if (at) show(to(at));
  }

  /** A finger that moves at once scrolls or turns the page; it drags nothing. */
  function swipe(active: Gesture, dx: number, dy: number) {
    clearTimeout(active.timer);
    active.kind = null;
    active.isSwipe = latest.current.onSwipe !== undefined && Math.abs(dx) > 1.5 * Math.abs(dy);
  }

  function release(event: globalThis.PointerEvent) {
    const active = gesture.current;
    const drop = current.current;
    end();
    if (!active) return;
    if (active.isSwipe) turnPage(event.clientX - active.x);
    else if (active.follow) letGo(drop, event);
    else if (active.kind === 'create' && !active.touch) click(active.grip);
  }

  function turnPage(dx: number) {
    if (Math.abs(dx) > SWIPE_PX) latest.current.onSwipe?.(dx < 0 ? 1 : -1);
  }

  function letGo(drop: Drag | null, { clientX, clientY }: globalThis.PointerEvent) {
    const { root, onDrop, onOutside } = latest.current;
    swallowClick();
    if (!drop || !root.current) return;
    if (drop.kind !== 'move' || placeAt(root.current, clientX, clientY)) onDrop(drop);
    else onOutside();
  }

  function click(grip: Place) {
    swallowClick();
    const minutes = grip.minutes === null ? null : floorTo(grip.minutes, CLICK_MINUTES);
    latest.current.onDrop(newAt({ ...grip, minutes }));
  }

  function onKey(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !gesture.current?.follow) return;
    event.preventDefault();
    event.stopPropagation();
    end();
  }

  const stop = useRef(end);
  stop.current = end;
  useEffect(() => () => stop.current(), []);

  /** What a drag from here would do. */
  function kindAt(target: Element, session: Session | null): Drag['kind'] | null {
    const { canMove, canCreate } = latest.current;
    if (!session) return canCreate ? 'create' : null;
    if (!canMove(session)) return null;
    return target.closest('[data-grip]') ? 'resize' : 'move';
  }

  function onPointerDown(event: PointerEvent) {
    const { root, sessionOf } = latest.current;
    const target = event.target as Element;
    if (event.button !== 0 || !event.isPrimary || !root.current) return;
    const grip = placeAt(root.current, event.clientX, event.clientY);
    const session = sessionOf(sessionIdIn(target)) ?? null;
    const isControl = !session && target.closest('button, a, input');
    if (!grip || isControl) return;
    const touch = event.pointerType === 'touch';
    const kind = kindAt(target, session);
    const listening = new AbortController();
    const { signal } = listening;
    const { clientX: x, clientY: y } = event;
    gesture.current = { x, y, touch, grip, kind, session, follow: null, isSwipe: false, listening };
    if (touch) gesture.current.timer = setTimeout(begin, LONG_PRESS_MS);
    addEventListener('pointermove', move, { signal });
    addEventListener('pointerup', release, { signal });
    addEventListener('pointercancel', end, { signal });
    addEventListener('keydown', onKey, { signal, capture: true });
  }

  return { drag, onPointerDown };
}
