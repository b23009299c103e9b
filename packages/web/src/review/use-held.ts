import { type MouseEvent, type PointerEvent, type TouchEvent, useRef } from 'react';

/** Milliseconds until a touch that does not move counts as held, and CSS pixels that it may move. */
const HELD_MS = 500;
const STILL = 10;

/** A long press of a finger, by our time or the browser's, whichever is over first. A mouse has the button beside it. */
export function useHeld(onHeld: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const from = useRef({ x: 0, y: 0 });
  const lifting = useRef(false);
  const end = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  };
  const held = () => {
    end();
    lifting.current = true;
    onHeld();
  };
  return {
    onPointerDown({ pointerType, isPrimary, clientX, clientY, target }: PointerEvent) {
      end();
      lifting.current = false;
      if (pointerType === 'mouse' || !isPrimary) return;
      if (target instanceof Element && target.closest('button, a')) return;
      from.current = { x: clientX, y: clientY };
      timer.current = setTimeout(held, HELD_MS);
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      if (Math.hypot(clientX - from.current.x, clientY - from.current.y) > STILL) end();
    },
    /** The browser's own long press: on a busy phone it comes first, and takes the touch away. */
    onContextMenu(event: MouseEvent) {
      if (timer.current === null) return;
      event.preventDefault();
      held();
    },
    /** Else the finger that lifts would tap what has just opened under it. */
    onTouchEnd(event: TouchEvent) {
      if (lifting.current && event.cancelable) event.preventDefault();
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: end,
  };
}
