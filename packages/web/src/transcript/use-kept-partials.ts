import type { LiveView, SessionView } from '@claude-remote/client';
import { useRef } from 'react';

type Partials = LiveView['partials'];

/** Unfinished text that was shown, and the event after which it was shown. */
export interface KeptPartials {
  readonly head: number;
  readonly partials: Partials;
}

/**
 * Text that was being written goes with the connection, but not from under the reader's eyes: only an event says that it
 * ended. So while no event came, what was shown stays, until the connection shows it anew.
 */
export function keepPartials(kept: KeptPartials, { head, partials }: KeptPartials): KeptPartials {
  if (partials.length > 0 || head !== kept.head) return { head, partials };
  return kept;
}

export function useKeptPartials({ state, live }: SessionView): Partials {
  const kept = useRef<KeptPartials>({ head: 0, partials: [] });
  kept.current = keepPartials(kept.current, { head: state?.head.seq ?? 0, partials: live.partials });
  return kept.current.partials;
}
