import { type PointerEvent, useRef } from 'react';

/** Milliseconds until a touch that does not move counts as held, and CSS pixels that it may move. */
const HELD_MS = 500;
const STILL = 10;

/** A long press of a finger. A mouse has the button beside it. */
export function useHeld(onHeld: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const from = useRef({ x: 0, y: 0 });
  const end = () => clearTimeout(timer.current);
  return {
    onPointerDown({ pointerType, isPrimary, clientX, clientY, target }: PointerEvent) {
      end();
      if (pointerType === 'mouse' || !isPrimary) return;
      if (target instanceof Element && target.closest('button, a')) return;
      from.current = { x: clientX, y: clientY };
      timer.current = setTimeout(onHeld, HELD_MS);
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      if (Math.hypot(clientX - from.current.x, clientY - from.current.y) > STILL) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: end,
  };
}
