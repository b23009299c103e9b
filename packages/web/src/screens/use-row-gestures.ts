import { type RefObject, useEffect, useRef } from 'react';

/** What a finger can do with a row. A mouse has the button and the right click for it. */
export interface RowGestures {
  readonly onLeft: () => void;
  readonly onRight: () => void;
  /** Held, or clicked with the other button. */
  readonly onMenu: () => void;
}

/** Milliseconds until a touch that does not move counts as held. */
const HELD_MS = 500;
/** CSS pixels: where a movement becomes a swipe, how far it must go to count, how far the row goes at most. */
const BEGINS = 12;
const COUNTS = 88;
const FARTHEST = 132;

/** Swipes and long presses on a row. The row follows the finger; nothing happens before it is lifted. */
export function useRowGestures(box: RefObject<HTMLElement | null>, gestures: RowGestures | null): void {
  const latest = useRef(gestures);
  latest.current = gestures;
  const enabled = gestures !== null;
  useEffect(() => {
    const element = box.current;
    if (!element || !enabled) return;
    return listen(element, () => latest.current);
  }, [box, enabled]);
}

function listen(box: HTMLElement, gestures: () => RowGestures | null): () => void {
  let touch: { id: number; x: number; y: number; dx: number; held: ReturnType<typeof setTimeout> } | null = null;
  let swallow = false;
  const draw = (dx: number) => {
    box.style.setProperty('--dx', `${dx}px`);
    box.dataset.swipe = dx === 0 ? '' : `${dx < 0 ? 'left' : 'right'}${Math.abs(dx) >= COUNTS ? ' far' : ''}`;
  };
  const end = () => {
    clearTimeout(touch?.held);
    touch = null;
    draw(0);
  };
  const onDown = (event: PointerEvent) => {
    swallow = false;
    if (event.pointerType !== 'touch' || touch) return;
    const held = setTimeout(() => {
      swallow = true;
      end();
      gestures()?.onMenu();
    }, HELD_MS);
    touch = { id: event.pointerId, x: event.clientX, y: event.clientY, dx: 0, held };
  };
  const onMove = (event: PointerEvent) => {
    if (touch?.id !== event.pointerId) return;
    const [dx, dy] = [event.clientX - touch.x, event.clientY - touch.y];
    if (touch.dx === 0 && Math.abs(dy) > BEGINS) return end();
    if (touch.dx === 0 && Math.abs(dx) < BEGINS) return;
    if (touch.dx === 0) box.setPointerCapture(event.pointerId);
    clearTimeout(touch.held);
    swallow = true;
    touch.dx = Math.max(-FARTHEST, Math.min(FARTHEST, dx));
    draw(touch.dx);
  };
  const onUp = () => {
    const dx = touch?.dx ?? 0;
    end();
    if (dx <= -COUNTS) gestures()?.onLeft();
    else if (dx >= COUNTS) gestures()?.onRight();
  };
  const onMenu = (event: Event) => {
    event.preventDefault();
    if (swallow) return;
    swallow = touch !== null;
    end();
    gestures()?.onMenu();
  };
  const onClick = (event: Event) => {
    if (!swallow) return;
    swallow = false;
    event.preventDefault();
    event.stopPropagation();
  };
  const ways: readonly [string, (event: never) => void, boolean][] = [
    ['pointerdown', onDown, false],
    ['pointermove', onMove, false],
    ['pointerup', onUp, false],
    ['pointercancel', end, false],
    ['contextmenu', onMenu, false],
    ['click', onClick, true],
  ];
  for (const [type, listener, capture] of ways) box.addEventListener(type, listener as EventListener, capture); // each hears the event that it names
  return () => {
    end();
    for (const [type, listener, capture] of ways) box.removeEventListener(type, listener as EventListener, capture);
  };
}
