import type { ClientToHub, Command, CommandId, Event, SessionId, WireError } from '@claude-remote/protocol';
import { MAX_CLIENT_FRAME_BYTES } from '@claude-remote/protocol';
import {
  advance,
  advanceByEvent,
  advanceByFrame,
  type CommandFrame,
  type Delivery,
  isSafe,
  type Outbox,
  type OutboxStore,
  withCommand,
  withoutCommand,
} from './outbox.ts';
import { utf8Length } from './utf8-length.ts';

/**
 * Brings commands to the hub: kept in the store first, sent in order, sent again after every welcome until the machine has
 * them. The same id again is harmless to the hub, so no answer needs to arrive for nothing to be lost or done twice.
 */
export class Deliverer {
  private outbox: Outbox = new Map();
  /** Large commands under way by HTTP, and everything of the same session behind them. */
  private readonly posting = new Map<SessionId, Promise<void>>();
  private readonly options: DelivererOptions;

  constructor(options: DelivererOptions) {
    this.options = options;
  }

  async load(): Promise<void> {
    for (const command of await this.options.store.load()) this.outbox = withCommand(this.outbox, command);
  }

  get(id: CommandId): Delivery | null {
    return this.outbox.get(id) ?? null;
  }

  pending(session: SessionId | null): readonly Delivery[] {
    return [...this.outbox.values()].filter(
      ({ state, command }) => !isSafe(state) && (session === null || command.session === session),
    );
  }

  answerTo(request: string): Delivery | null {
    const own = [...this.outbox.values()].filter(
      ({ command: { body } }) => body.kind === 'answer' && body.request === request,
    );
    return own.at(-1) ?? null;
  }

  async submit(command: Command): Promise<void> {
    await this.options.store.put(command);
    this.change(withCommand(this.outbox, command));
    this.send(command);
  }

  /** Only what never left this device can be taken back; anything else is removed from the queue on the machine. */
  async withdraw(id: CommandId): Promise<boolean> {
    if (this.outbox.get(id)?.state !== 'unsent') return false;
    await this.options.store.remove(id);
    this.change(withoutCommand(this.outbox, id));
    return true;
  }

  resend(): void {
    for (const { command } of this.pending(null)) this.send(command);
  }

  onFrame(frame: CommandFrame): void {
    this.change(advanceByFrame(this.outbox, frame));
  }

  onEvent(event: Event): void {
    this.change(advanceByEvent(this.outbox, event));
  }

  private send(command: Command): void {
    const ahead = this.posting.get(command.session);
    const frame: ClientToHub = { type: 'command', command };
    if (!ahead && utf8Length(JSON.stringify(frame)) <= MAX_CLIENT_FRAME_BYTES) {
      this.options.send(frame);
      return;
    }
    const turn = (ahead ?? Promise.resolve()).then(() => this.post(command));
    const done = turn.finally(() => {
      if (this.posting.get(command.session) === done) this.posting.delete(command.session);
    });
    this.posting.set(command.session, done);
  }

  private async post(command: Command): Promise<void> {
    try {
      await this.options.post(command);
      this.change(advance(this.outbox, command.id, { state: 'stored' }));
    } catch (error) {
      const refused = asRefusal(error);
      if (refused) this.change(advance(this.outbox, command.id, { state: 'refused', error: refused }));
      // otherwise the network failed: the next welcome sends it again
    }
  }

  private change(next: Outbox): void {
    if (next === this.outbox) return;
    for (const [id, { state }] of next) {
      const before = this.outbox.get(id);
      if (before && !isSafe(before.state) && isSafe(state)) void this.options.store.remove(id);
    }
    this.outbox = next;
    this.options.changed();
  }
}

export interface DelivererOptions {
  send(frame: ClientToHub): boolean;
  changed(): void;
  readonly store: OutboxStore;
  readonly post: (command: Command) => Promise<void>;
}

function asRefusal(error: unknown): WireError | null {
  const known = typeof error === 'object' && error !== null && 'code' in error && 'error' in error;
  return known ? (error as WireError) : null; // the two fields are all that a WireError has
}
