import type { Clock } from '@claude-remote/link';
import type { ClientToHub, Command, CommandId, Event, SessionId, WireError } from '@claude-remote/protocol';
import { MAX_CLIENT_FRAME_BYTES } from '@claude-remote/protocol';
import {
  advance,
  advanceByEvent,
  advanceByFrame,
  type CommandFrame,
  type Delivery,
  isSafe,
  isTurnedDown,
  type Outbox,
  type OutboxStore,
  withCommand,
  withKept,
  withoutCommand,
} from './outbox.ts';
import { utf8Length } from './utf8-length.ts';

/** Milliseconds until a command that could not be posted is tried again while the link is open. */
const POST_RETRY_MS = 5_000;
/** Milliseconds that a post may take: a megabyte on a poor line; after that nobody waits behind it any more. */
const POST_TIMEOUT_MS = 60_000;

/**
 * Brings commands to the hub: kept in the store first, sent in order, sent again after every welcome until the machine has
 * them. The same id again is harmless to the hub, so no answer needs to arrive for nothing to be lost or done twice.
 * Order within a session holds across both ways: a large command goes by HTTP when all before it are stored, and all
 * behind it wait.
 */
export class Deliverer {
  private outbox: Outbox = new Map();
  /** Sent on this connection already. */
  private readonly sent = new Set<CommandId>();
  /** May be at the hub, as far as this device can know. */
  private readonly left = new Set<CommandId>();
  /** Sessions whose next command is under way by HTTP. */
  private readonly posting = new Set<SessionId>();
  private loaded = false;
  /** Counts the welcomes. */
  private connections = 0;
  /** Puts into the store one after the other, so that the order of asking is the order of keeping. */
  private keeping: Promise<unknown> = Promise.resolve();
  private lists = new Map<SessionId | null, readonly Delivery[]>();
  private readonly options: DelivererOptions;

  constructor(options: DelivererOptions) {
    this.options = options;
  }

  /** Reads what an earlier run left. Until then nothing is kept or sent: what is older goes first. */
  load(): Promise<void> {
    const loading = this.recall();
    this.keeping = loading.catch(() => {}); // told to whoever started
    return loading;
  }

  private async recall(): Promise<void> {
    for (const command of await this.options.store.load()) {
      if (this.outbox.has(command.id)) continue;
      if (!command.refused) this.left.add(command.id);
      this.change(withKept(this.outbox, command));
    }
    this.loaded = true;
    this.sendAll();
  }

  get(id: CommandId): Delivery | null {
    return this.outbox.get(id) ?? null;
  }

  pending(session: SessionId | null): readonly Delivery[] {
    const known = this.lists.get(session);
    if (known) return known;
    const list = [...this.outbox.values()].filter(
      ({ state, command }) => !isSafe(state) && (session === null || command.session === session),
    );
    this.lists.set(session, list);
    return list;
  }

  refused(session: SessionId | null): readonly Delivery[] {
    return [...this.outbox.values()].filter(
      (delivery) => isTurnedDown(delivery) && (session === null || delivery.command.session === session),
    );
  }

  async dismiss(id: CommandId): Promise<void> {
    const known = this.outbox.get(id);
    if (!known || !isTurnedDown(known)) return;
    this.change(withoutCommand(this.outbox, id));
    await this.options.store.remove(id);
  }

  answerTo(request: string): Delivery | null {
    const own = [...this.outbox.values()].filter(
      ({ command: { body } }) => body.kind === 'answer' && body.request === request,
    );
    return own.at(-1) ?? null;
  }

  async submit(command: Command): Promise<void> {
    const kept = this.keeping.then(() => this.options.store.put(command));
    this.keeping = kept.catch(() => {}); // told to whoever submitted it
    await kept;
    this.change(withCommand(this.outbox, command));
    this.sendNext(command.session);
  }

  /** Only what never left this device can be taken back; anything else is removed from the queue on the machine. */
  async withdraw(id: CommandId): Promise<boolean> {
    const known = this.outbox.get(id);
    if (known?.state !== 'unsent' || this.left.has(id)) return false;
    this.change(withoutCommand(this.outbox, id)); // first, so that it cannot be sent meanwhile
    await this.options.store.remove(id);
    this.sendNext(known.command.session);
    return true;
  }

  /** After a welcome: whatever was under way may be lost. */
  resend(): void {
    this.connections++;
    this.sent.clear();
    this.sendAll();
  }

  private sendAll(): void {
    for (const session of new Set(this.pending(null).map(({ command }) => command.session))) this.sendNext(session);
  }

  onFrame(frame: CommandFrame): void {
    this.change(advanceByFrame(this.outbox, frame));
    this.sendNext(frame.session);
  }

  onEvent(event: Event): void {
    this.change(advanceByEvent(this.outbox, event));
  }

  /** Sends what may be sent now of one session. */
  private sendNext(session: SessionId): void {
    if (!this.loaded || this.posting.has(session) || !this.options.isOpen()) return;
    let allStored = true;
    for (const { command, state } of this.pending(session)) {
      if (!this.sent.has(command.id) && !this.sendOne(command, allStored)) return;
      if (state === 'unsent') allStored = false;
    }
  }

  /** False when nothing behind it may be sent yet. */
  private sendOne(command: Command, allStored: boolean): boolean {
    const frame: ClientToHub = { type: 'command', command };
    if (utf8Length(JSON.stringify(frame)) > MAX_CLIENT_FRAME_BYTES) {
      if (allStored) void this.post(command);
      return false;
    }
    if (!this.options.send(frame)) return false;
    this.sent.add(command.id);
    this.left.add(command.id);
    return true;
  }

  private async post(command: Command): Promise<void> {
    this.posting.add(command.session);
    this.left.add(command.id);
    const { connections } = this;
    const settled = await this.inTime(this.posted(command));
    this.posting.delete(command.session);
    if (settled) {
      // That the machine has it may have been told to a connection that was lost meanwhile: then it is asked once more.
      if (connections === this.connections) this.sent.add(command.id);
      this.change(advance(this.outbox, command.id, settled));
      this.sendNext(command.session);
    } else this.options.clock.timer(POST_RETRY_MS, () => this.sendNext(command.session));
  }

  /** A request that hangs counts as a network that failed; the same id again is harmless. */
  private inTime(posted: Promise<Settled | null>): Promise<Settled | null> {
    return new Promise((resolve) => {
      const cancel = this.options.clock.timer(POST_TIMEOUT_MS, () => resolve(null));
      void posted.then((settled) => {
        cancel();
        resolve(settled);
      });
    });
  }

  /** Null when the network failed: what the hub thinks of it is not known. */
  private async posted(command: Command): Promise<Settled | null> {
    try {
      const { delivered } = await this.options.post(command);
      return { state: delivered ? 'delivered' : 'stored' };
    } catch (error) {
      const refused = asRefusal(error);
      return refused && { state: 'refused', error: refused };
    }
  }

  private change(next: Outbox): void {
    if (next === this.outbox) return;
    for (const [id, delivery] of next) {
      const before = this.outbox.get(id);
      if (!before || before.state === delivery.state) continue;
      if (isTurnedDown(delivery)) this.keepRefused(delivery);
      else if (!isSafe(before.state) && isSafe(delivery.state)) this.forget(id);
    }
    this.outbox = next;
    this.lists = new Map();
    this.options.changed();
  }

  /** Told at once and kept over a restart: what a person wrote is theirs to throw away, and is never sent again by itself. */
  private keepRefused({ command, error }: Delivery): void {
    this.sent.delete(command.id);
    this.left.delete(command.id);
    if (error) this.options.store.put({ ...command, refused: error }).catch(() => {}); // no room: it is shown while this runs
  }

  /** One that cannot be removed is sent once more after a restart, which is harmless. */
  private forget(id: CommandId): void {
    this.sent.delete(id);
    this.left.delete(id);
    this.options.store.remove(id).catch(() => {});
  }
}

type Settled = { readonly state: 'stored' | 'delivered' } | { readonly state: 'refused'; readonly error: WireError };

export interface DelivererOptions {
  send(frame: ClientToHub): boolean;
  isOpen(): boolean;
  changed(): void;
  readonly store: OutboxStore;
  readonly clock: Clock;
  /** Resolves when it is stored, with whether its machine has it already. */
  readonly post: (command: Command) => Promise<{ readonly delivered: boolean }>;
}

function asRefusal(error: unknown): WireError | null {
  const known = typeof error === 'object' && error !== null && 'code' in error && 'error' in error;
  return known ? (error as WireError) : null; // the two fields are all that a WireError has
}
