import { useEffect, useRef } from 'react';
import { isTaken } from './key-taken.ts';
import type { PlaceName } from './place.ts';

const PLACE_OF: Readonly<Record<string, PlaceName>> = { i: 'inbox', s: 'sessions', m: 'machines' };
/** Milliseconds within which the letter of a place must follow `g`. */
const CHORD_MS = 1500;

export interface PlaceKeys {
  readonly onGo: (place: PlaceName) => void;
  readonly onNew: () => void;
}

/** `g i`, `g s`, `g m` go to a place, `n` begins a session, `/` searches; never while something is being written. */
export function usePlaceKeys({ onGo, onNew }: PlaceKeys): void {
  // Outlives a render between the two keys: the page draws again with each sign of life of the line.
  const chordUntil = useRef(0);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (isTaken(event)) return;
      const place = event.timeStamp < chordUntil.current ? PLACE_OF[event.key] : undefined;
      chordUntil.current = event.key === 'g' ? event.timeStamp + CHORD_MS : 0;
      const act = place ? () => onGo(place) : SINGLE[event.key]?.({ onGo, onNew });
      if (!act) return;
      act();
      event.preventDefault();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

const SINGLE: Readonly<Record<string, (keys: PlaceKeys) => () => void>> = {
  n: ({ onNew }) => onNew,
  '/': () => focusSearch,
};

function focusSearch(): void {
  const field = document.querySelector('[data-search]') ?? document.querySelector('[data-composer]');
  if (field instanceof HTMLElement) field.focus();
}
