import { type RefObject, useEffect, useRef } from 'react';

/** What a finger can do with a row. A mouse has the button and the right click for it. */
export interface RowGestures {
  readonly onLeft: () => void;
  readonly onRight: () => void;
  /** Held, or clicked with the other button. */
  readonly onMenu: () => void;
}

/** Milliseconds until a touch that does not move counts as held. */
const HELD_MS = 420; // before the browser's own long press begins to drag the link
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
    return new RowTouch(element, () => latest.current).listen();
  }, [box, enabled]);
}

class RowTouch {
  private readonly box: HTMLElement;
  private readonly gestures: () => RowGestures | null;
  private touch: { id: number; x: number; y: number; dx: number; held: ReturnType<typeof setTimeout> } | null = null;
  /** The click that ends a gesture opens nothing. */
  private swallow = false;

  constructor(box: HTMLElement, gestures: () => RowGestures | null) {
    this.box = box;
    this.gestures = gestures;
  }

  listen(): () => void {
    const { box } = this;
    const listening = new AbortController();
    const { signal } = listening;
    box.addEventListener('pointerdown', (event) => this.down(event), { signal });
    box.addEventListener('pointermove', (event) => this.move(event), { signal });
    box.addEventListener('pointerup', () => this.up(), { signal });
    box.addEventListener('pointercancel', () => this.end(), { signal });
    box.addEventListener('dragstart', (event) => this.touch && event.preventDefault(), { signal });
    // Else the finger that lifts would tap what has just opened under it.
    box.addEventListener('touchend', (event) => this.swallow && event.cancelable && event.preventDefault(), {
      signal,
      passive: false,
    });
    box.addEventListener('contextmenu', (event) => this.menu(event), { signal });
    box.addEventListener('click', (event) => this.click(event), { signal, capture: true });
    return () => {
      this.end();
      listening.abort();
    };
  }

  private down({ pointerType, pointerId, clientX, clientY }: PointerEvent): void {
    this.swallow = false;
    if (pointerType !== 'touch' || this.touch) return;
    const held = setTimeout(() => {
      this.swallow = true;
      this.end();
      this.gestures()?.onMenu();
    }, HELD_MS);
    this.touch = { id: pointerId, x: clientX, y: clientY, dx: 0, held };
  }

  private move({ pointerId, clientX, clientY }: PointerEvent): void {
    const { touch } = this;
    if (touch?.id !== pointerId) return;
    const [dx, dy] = [clientX - touch.x, clientY - touch.y];
    if (touch.dx === 0) {
      if (Math.abs(dy) > BEGINS) {
        this.end();
        return;
      }
      if (Math.abs(dx) < BEGINS) return;
      this.box.setPointerCapture(pointerId);
      clearTimeout(touch.held);
      this.swallow = true;
    }
    touch.dx = Math.max(-FARTHEST, Math.min(FARTHEST, dx)) || 1; // 0 would mean that nothing has begun
    this.draw(touch.dx);
  }

  private up(): void {
    const dx = this.touch?.dx ?? 0;
    this.end();
    if (dx <= -COUNTS) this.gestures()?.onLeft();
    else if (dx >= COUNTS) this.gestures()?.onRight();
  }

  private menu(event: Event): void {
    event.preventDefault();
    if (this.swallow) return; // held: the menu is there already
    this.swallow = this.touch !== null;
    this.end();
    this.gestures()?.onMenu();
  }

  /** One of a key has no count and belongs to no gesture. */
  private click(event: MouseEvent): void {
    if (!this.swallow || event.detail === 0) return;
    this.swallow = false;
    event.preventDefault();
    event.stopPropagation();
  }

  private end(): void {
    clearTimeout(this.touch?.held);
    this.touch = null;
    this.draw(0);
  }

  private draw(dx: number): void {
    const { style, dataset } = this.box;
    style.setProperty('--dx', `${dx}px`);
    if (dx === 0) delete dataset.swipe;
    else dataset.swipe = `${dx < 0 ? 'left' : 'right'}${Math.abs(dx) >= COUNTS ? ' far' : ''}`;
  }
}
