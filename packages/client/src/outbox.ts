import type { Command, CommandId, Event, HubToClient, WireError } from '@claude-remote/protocol';

/** How far one command provably got, as DESIGN's hops show it. */
export interface Delivery {
  readonly command: Command;
  readonly state: 'unsent' | 'stored' | 'delivered' | 'applied' | 'refused' | 'doubtful';
  /** Why it was refused or is in doubt; null otherwise. */
  readonly error: WireError | null;
}

/** A command as it is kept: to be sent, or refused and never sent again. */
export type KeptCommand = Command & { readonly refused?: WireError };

/** Where unsent commands, and words that were refused, survive the end of the program. Every call resolves when it is safe. */
export interface OutboxStore {
  /** In the order in which they were put. */
  load(): Promise<KeptCommand[]>;
  /** One of the same id is replaced where it stands. */
  put(command: KeptCommand): Promise<void>;
  remove(id: CommandId): Promise<void>;
}

export function memoryStore(): OutboxStore {
  const commands = new Map<CommandId, KeptCommand>();
  return {
    load: async () => [...commands.values()],
    put: async (command) => void commands.set(command.id, command),
    remove: async (id) => void commands.delete(id),
  };
}

/** Deliveries by command id, oldest first. A value: every change makes a new one. */
export type Outbox = ReadonlyMap<CommandId, Delivery>;

/** Settled deliveries kept for screens that still show them. */
const KEPT = 500;
const RANK = { unsent: 0, stored: 1, delivered: 2, doubtful: 3, applied: 4, refused: 4 } as const;

export function withCommand(outbox: Outbox, command: Command): Outbox {
  return outbox.has(command.id) ? outbox : new Map(outbox).set(command.id, { command, state: 'unsent', error: null });
}

export function withoutCommand(outbox: Outbox, id: CommandId): Outbox {
  const rest = new Map(outbox);
  rest.delete(id);
  return rest;
}

export function withKept(outbox: Outbox, { refused, ...command }: KeptCommand): Outbox {
  const known = withCommand(outbox, command);
  return refused ? advance(known, command.id, { state: 'refused', error: refused }) : known;
}

/** Words of a person that nobody took: theirs until they throw them away. */
export function isTurnedDown({ command, state }: Delivery): boolean {
  return state === 'refused' && (command.body.kind === 'prompt' || command.body.kind === 'start');
}

/** Moves a delivery forward; it never goes back, whatever arrives late. */
export function advance(
  outbox: Outbox,
  id: CommandId,
  to: { readonly state: Delivery['state']; readonly error?: WireError },
): Outbox {
  const known = outbox.get(id);
  if (!known || RANK[to.state] <= RANK[known.state]) return outbox;
  const next = new Map(outbox).set(id, { command: known.command, state: to.state, error: to.error ?? null });
  return next.size > KEPT ? forgetOldest(next) : next;
}

function forgetOldest(outbox: Map<CommandId, Delivery>): Outbox {
  for (const [id, delivery] of outbox) {
    if (outbox.size <= KEPT) break;
    if (isSafe(delivery.state) && !isTurnedDown(delivery)) outbox.delete(id);
  }
  return outbox;
}

/** Whether the machine has it, so that this device need not keep it any more. */
export function isSafe(state: Delivery['state']): boolean {
  return RANK[state] >= RANK.delivered;
}

export type CommandFrame = Extract<HubToClient, { type: 'command-stored' | 'command-delivered' | 'command-refused' }>;

export function advanceByFrame(outbox: Outbox, frame: CommandFrame): Outbox {
  switch (frame.type) {
    case 'command-stored':
      return advance(outbox, frame.id, { state: 'stored' });
    case 'command-delivered':
      return advance(outbox, frame.id, { state: 'delivered' });
    case 'command-refused':
      return advance(outbox, frame.id, { state: 'refused', error: frame.error });
  }
}

/** An event that names a command proves how far it got. */
export function advanceByEvent(outbox: Outbox, { body }: Event): Outbox {
  switch (body.kind) {
    case 'prompt-queued':
      return advance(outbox, body.command, { state: 'delivered' });
    case 'command-applied':
      return advance(outbox, body.command, { state: 'applied' });
    case 'command-refused':
      return advance(outbox, body.command, { state: 'refused', error: body.error });
    case 'command-doubtful':
      return advance(outbox, body.command, {
        state: 'doubtful',
        error: { code: 'claude_failed', error: body.reason },
      });
    default:
      return outbox;
  }
}
