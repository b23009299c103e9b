import { type Clock, transportOf } from '@claude-remote/link';
import { type ActorDevice, RemoteError, type SessionId } from '@claude-remote/protocol';
import type { WebSocket } from 'ws';
import type { Principal } from '../access/principal.ts';
import type { HubCore } from '../core.ts';
import { acceptClient, type ClientDoor, type ClientDoorParts, type ClientOpening } from '../doors/client-socket.ts';
import { OverviewFeed } from '../doors/overview-feed.ts';
import { acceptRunner, type RunnerDoorParts } from '../doors/runner-socket.ts';
import { HubMachines } from '../machines/machines.ts';
import { Arranging, type ArrangingParts } from '../sessions/arranging.ts';
import { HubSessions } from '../sessions/sessions.ts';
import type { Storage } from '../storage/storage.ts';

/** Sessions, machines and their sockets around one storage. Reads no environment; simulations make it too. */
export interface CoreParts {
  readonly storage: Storage;
  readonly hub: { readonly id: string; readonly version: string; readonly demo: boolean };
  readonly clock: Clock;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Whether whoever asks gave their password a moment ago. */
  readonly isFresh: (principal: Principal) => boolean;
  /** What whoever asks sits at, in words for others; null for programs. */
  readonly deviceOf: (principal: Principal) => Promise<ActorDevice | null>;
  readonly newNonce: () => string;
  readonly newId: () => string;
  readonly onTrouble: (what: string, error: unknown) => void;
}

export interface Core extends HubCore {
  readonly sessions: HubSessions;
  readonly machines: HubMachines;
  readonly arrangement: Arranging;
  acceptClient(principal: Principal, open: ClientOpening['open']): void;
  acceptRunner(open: ClientOpening['open']): void;
  /** Whether a page of that browser login shows the session right now. */
  looksAt(login: string, session: SessionId): boolean;
  /** Ends every socket of a browser login. */
  closeLogin(login: string): void;
  /** Ends every socket, and each that still comes: this hub goes away, perhaps for a moment. */
  leave(): void;
}

export function createCore(parts: CoreParts): Core {
  const { storage, clock, now, onTrouble } = parts;
  const overview = new OverviewFeed(clock);
  const machines = new HubMachines({
    storage,
    now,
    onChange: (machine) => overview.machineChanged(machine),
    onSource: (machine) => sessions.sourceChanged(machine),
  });
  const sessions: HubSessions = new HubSessions({
    ...parts,
    hasMachine: (machine) => machines.row(machine) !== null,
    sourceHead: (machine, session) => machines.sourceHead(machine, session),
    onCommand: (machine, session) => machines.connection(machine)?.flushCommands(session),
    onStored: (machine, session, seq) => machines.connection(machine)?.stored(session, seq),
    onWatched: (machine, session, watched) => machines.connection(machine)?.watched(session, watched),
    onBroken: (machine, session, error) => {
      onTrouble(`events of ${session} could not be stored`, error);
      machines.connection(machine)?.close(new RemoteError('internal', { ref: session }), { retry: true });
    },
  });
  sessions.listen({
    onSummary: (summary) => overview.sessionChanged(summary),
    onRemoved: (session) => overview.sessionRemoved(session),
    onPrompt: (session) => arrangement.prompted(session),
    onDelivered: () => {},
  });
  const arrangement: Arranging = arrangingOf(parts, sessions, machines);
  const clients = new Set<ClientDoor>();
  let leaving = false;
  const clientParts: ClientDoorParts = { ...parts, sessions, machines, overview };
  const runnerParts: RunnerDoorParts = { ...parts, sessions, machines, hubId: parts.hub.id };
  return {
    sessions,
    machines,
    arrangement,
    acceptClient: (principal, open) => {
      const door = acceptClient({ principal, open, onClose: (closed) => clients.delete(closed) }, clientParts);
      clients.add(door);
      if (leaving) door.close(new RemoteError('shutting_down'), { retry: true });
    },
    acceptRunner: (open) => {
      if (leaving) open({ onOpen: () => {}, onText: () => {}, onClose: () => {} }).close(1012, 'shutting_down');
      else acceptRunner(open, runnerParts);
    },
    looksAt: (login, session) => [...clients].some((one) => one.principal.login === login && one.looksAt(session)),
    closeLogin: (login) => {
      const its = [...clients].filter((door) => door.principal.login === login);
      for (const door of its) door.close(new RemoteError('unauthenticated'), { retry: false });
    },
    leave: () => {
      leaving = true;
      const error = new RemoteError('shutting_down');
      for (const door of [...clients]) door.close(error, { retry: true });
      for (const { id } of machines.list()) machines.connection(id)?.close(error, { retry: true });
    },
  };
}

function arrangingOf(parts: CoreParts, sessions: HubSessions, machines: HubMachines): Arranging {
  const onForgotten: ArrangingParts['onForgotten'] = (machine, session) =>
    machines.connection(machine)?.forget(session);
  return new Arranging({ ...parts, sessions, onForgotten });
}

/** How a core takes over a websocket that was accepted. */
export function openSocket(socket: WebSocket): ClientOpening['open'] {
  return (events) => transportOf(socket, events);
}
