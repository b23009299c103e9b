import type { SessionSummary } from '@claude-remote/protocol';
import { useRef } from 'react';
import { useOverview } from '../state/hub-context.tsx';

/** The session stood in the list and does not any more: somebody deleted it. */
export function useRemoved(summary: SessionSummary | undefined): boolean {
  const { known } = useOverview();
  const stood = useRef(false);
  if (summary) stood.current = true;
  return known && stood.current && summary === undefined;
}
