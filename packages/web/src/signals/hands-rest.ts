import type { Clock } from '@claude-remote/client';

const HANDS = ['pointerdown', 'keydown'];

/** Acts once, `ms` after the last of the taps and keys that have come since. Returns the way to stop waiting. */
export function onceHandsRest(target: EventTarget, clock: Clock, options: { ms: number; act: () => void }): () => void {
  let cancel = () => {};
  const stop = () => {
    cancel();
    for (const kind of HANDS) target.removeEventListener(kind, onHand);
  };
  const onHand = () => {
    cancel();
    cancel = clock.timer(options.ms, () => {
      stop();
      options.act();
    });
  };
  for (const kind of HANDS) target.addEventListener(kind, onHand);
  return stop;
}
