import type { SessionView } from '@claude-remote/client';
import type { MachineInfo, SessionId } from '@claude-remote/protocol';
import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { late } from '../offline/late.ts';
import type { AskedPrompt } from './asked-prompt.ts';
import { editsOf, type Scope, type Totals, totalsOf } from './changed.ts';

const Review = late(() => import('./review.tsx'), 'Review');

export interface ReviewDoor {
  readonly scope: Scope | null;
  readonly open: (scope: Scope) => void;
  readonly close: () => void;
  /** What Claude's edits of a turn come to; the same function as long as the session is the same. */
  readonly totalsOfTurn: (turn: number) => Totals;
}

/** Which review is open. The full stop opens and closes it where nothing is being written. */
export function useReviewDoor(view: SessionView | null): ReviewDoor {
  const [scope, setScope] = useState<Scope | null>(null);
  const latest = useRef(view);
  latest.current = view;
  const turns = view?.state?.turns ?? 0;
  useEffect(() => {
    function onKey({ key, target, isComposing, ctrlKey, metaKey, altKey }: KeyboardEvent) {
      if (key !== '.' || isComposing || ctrlKey || metaKey || altKey) return;
      if (target instanceof Element && target.closest('input, textarea, dialog')) return;
      setScope((before) => (before !== null ? null : turns > 0 ? { turn: turns } : 'session'));
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [turns]);
  const totalsOfTurn = useCallback((turn: number) => {
    const { transcript, state } = latest.current ?? {};
    return totalsOf(editsOf(transcript?.items ?? [], { turn }, state?.workspace ?? ''));
  }, []);
  const close = useCallback(() => setScope(null), []);
  return { scope, open: setScope, close, totalsOfTurn };
}

export interface OpenedReviewProps {
  readonly id: SessionId;
  readonly view: SessionView;
  readonly machine: MachineInfo | null;
  readonly door: ReviewDoor;
  readonly onRewind: (prompt: AskedPrompt) => void;
}

export function OpenedReview({ id, view, machine, door, onRewind }: OpenedReviewProps) {
  if (door.scope === null) return null;
  return (
    <Suspense fallback={null}>
      <Review
        id={id}
        view={view}
        machine={machine}
        scope={door.scope}
        onScope={door.open}
        onClose={door.close}
        onRewind={onRewind}
      />
    </Suspense>
  );
}
