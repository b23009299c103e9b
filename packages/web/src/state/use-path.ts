import type { Connection, SessionView } from '@claude-remote/client';
import type { MachineInfo } from '@claude-remote/protocol';
import { useSyncExternalStore } from 'react';
import { useConnection, useHub, usePending } from './hub-context.tsx';
import { useNow } from './now.tsx';
import { type ClaudeFact, type LinkFact, type MachineFact, type PathState, pathState } from './path.ts';

/** The state of the way to Claude in one session, or to the machines when there is none; asked again every second. */
export function usePath(machine: MachineInfo | null, view: SessionView | null): PathState {
  const { clock } = useHub();
  const connection = useConnection();
  const unsent = usePending().filter((delivery) => delivery.state === 'unsent').length;
  const online = useOnline();
  useNow(1000);
  const now = clock.now();
  return pathState({
    online,
    link: linkFact(connection, now),
    unsent,
    demo: connection.hub?.demo ?? false,
    machine: machine && machineFact(machine, connection, now),
    claude: view?.state ? claudeFact(view) : null,
  });
}

function linkFact({ phase, hub }: Connection, now: number): LinkFact {
  switch (phase.phase) {
    case 'open':
      return { is: 'open', ageMs: Math.max(0, now - phase.heardAt), roundTripMs: phase.roundTripMs };
    case 'ended':
      return { is: 'ended' };
    case 'idle':
      return { is: 'starting' };
    case 'waiting':
      return { is: 'retrying', failures: phase.attempt };
    case 'connecting':
    case 'handshaking':
      return hub === null && phase.attempt <= 1 ? { is: 'starting' } : { is: 'retrying', failures: phase.attempt - 1 };
  }
}

function machineFact(
  { id, name, online, heardAt }: MachineInfo,
  { ages, agesAt }: Connection,
  now: number,
): MachineFact {
  const told = ages[id];
  return { name, online, heardAt, ageMs: told === undefined ? null : told + Math.max(0, now - agesAt) };
}

/** Ended by crash or restart is a cut; ended because nobody needed it is sleep. */
function claudeFact({ state, transcript }: SessionView): ClaudeFact {
  if (!state || state.claude === 'running' || state.turn) return { is: 'running' };
  const ending = transcript.items.findLast((item) => item.kind === 'notice' && item.body.kind === 'claude-ended');
  if (state.claude === 'none' || ending?.kind !== 'notice' || ending.body.kind !== 'claude-ended')
    return { is: 'asleep' };
  const { reason } = ending.body;
  return reason === 'crashed' || reason === 'machine-restarted' ? { is: 'ended', at: ending.at } : { is: 'asleep' };
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('online', listener);
      window.addEventListener('offline', listener);
      return () => {
        window.removeEventListener('online', listener);
        window.removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
  );
}
