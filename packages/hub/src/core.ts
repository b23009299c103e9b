import type {
  Command,
  Event,
  MachineId,
  MachineInfo,
  Position,
  Query,
  ReplyBody,
  SearchAnswer,
  SessionId,
  SessionState,
  SessionSummary,
} from '@claude-remote/protocol';
import type { Principal } from './access/principal.ts';

/**
 * What every door may ask of the hub's core, whatever it speaks (sockets, REST, compat routes). Made in `main`.
 * Errors that a person can meet are thrown as `RemoteError`.
 */
export interface HubCore {
  readonly sessions: Sessions;
  readonly machines: Machines;
  readonly arrangement: Arrangement;
}

/** Where people put sessions. Throws `forbidden`, `session_not_found`. */
export interface Arrangement {
  /** Resolves when it is kept. A pinned session is not archived, an archived one not pinned. */
  arrange(principal: Principal, sessions: readonly SessionId[], wish: ArrangementWish): Promise<SessionSummary[]>;
  /**
   * Takes a session out of every list at once and forgets it when the time to undo is over; resolves with that time, Unix
   * ms. `stop`: ends what runs in it; without it a working session throws `session_busy`.
   */
  remove(principal: Principal, session: SessionId, options: { stop: boolean }): Promise<number>;
  /** Brings a deleted session back. */
  restore(principal: Principal, session: SessionId): Promise<SessionSummary>;
}

/** Search over what was said in all sessions. Throws `bad_request`, `rate_limited`, `internal`. */
export interface TranscriptSearch {
  find(wish: SearchWish): Promise<SearchAnswer>;
}

export interface SearchWish {
  readonly text: string;
  /** IANA: where days begin. */
  readonly timeZone: string;
  readonly limit: number;
  readonly cursor: number | null;
}

export interface ArrangementWish {
  readonly pinned?: boolean | undefined;
  readonly archived?: boolean | undefined;
}

export interface Sessions {
  /**
   * Stores a command (resolves after fsync). The same id and content again gives the same answer.
   * `fresh`: false when it was stored before; absent when that is not known. `delivered`: its machine has it already.
   */
  submit(principal: Principal, command: Command): Promise<{ cseq: number; fresh?: boolean; delivered: boolean }>;
  list(principal: Principal): SessionSummary[];
  state(session: SessionId): Promise<SessionState | null>;
  /** Events after `after`, oldest first: also those that were relayed and are still being stored. */
  read(session: SessionId, options: { after: number; limit: number }): Promise<Event[]>;
  /** Calls `listener` for every event from now on, in order, relayed before it is stored. Returns the way to stop. */
  follow(session: SessionId, listener: (events: Event[], head: Position) => void): () => void;
  /** Calls `listener` whenever a live value of the session comes in: a sign of life between events. */
  followLive(session: SessionId, listener: () => void): () => void;
}

export interface Machines {
  list(): MachineInfo[];
  /** The machine that runs beside this hub, if there is one. */
  local(): MachineId | null;
  ask(machine: MachineId, query: Query): Promise<ReplyBody>;
}
