import type { Clock } from '@claude-remote/link';
import type {
  ClientToHub,
  HubToClient,
  MachineId,
  Query,
  QueryKind,
  ReplyOf,
  WireError,
} from '@claude-remote/protocol';
import { QUERY_TIMEOUT_MS, timedOut } from '@claude-remote/protocol';

interface Waiting {
  readonly kind: QueryKind;
  readonly resolve: (reply: never) => void;
  readonly reject: (error: WireError) => void;
  readonly cancelTimer: () => void;
}

/** Questions under way; each gets one answer, an error, or the deadline. Nothing is kept over a lost connection. */
export class Queries {
  private readonly waiting = new Map<string, Waiting>();
  private readonly options: { send(frame: ClientToHub): boolean; clock: Clock; newId(): string };

  constructor(options: { send(frame: ClientToHub): boolean; clock: Clock; newId(): string }) {
    this.options = options;
  }

  ask<Kind extends QueryKind>(machine: MachineId, query: Extract<Query, { kind: Kind }>): Promise<ReplyOf<Kind>> {
    const id = this.options.newId();
    return new Promise((resolve, reject) => {
      const cancelTimer = this.options.clock.timer(QUERY_TIMEOUT_MS, () => this.fail(id, timeout()));
      this.waiting.set(id, { kind: query.kind, resolve: resolve as Waiting['resolve'], reject, cancelTimer }); // the kind is compared before it is called
      if (!this.options.send({ type: 'query', id, machine, query })) this.fail(id, timeout());
    });
  }

  onFrame(frame: Extract<HubToClient, { type: 'reply' | 'query-refused' }>): void {
    const waiting = this.waiting.get(frame.id);
    if (!waiting) return; // answered after its deadline
    if (frame.type === 'query-refused') this.fail(frame.id, frame.error);
    else if (frame.reply.kind !== waiting.kind) this.fail(frame.id, timeout());
    else {
      this.waiting.delete(frame.id);
      waiting.cancelTimer();
      waiting.resolve(frame.reply as never); // the kind was compared with the question's
    }
  }

  failAll(): void {
    for (const id of [...this.waiting.keys()]) this.fail(id, timeout());
  }

  private fail(id: string, error: WireError): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.cancelTimer();
    waiting?.reject(error);
  }
}

function timeout(): WireError {
  return timedOut(QUERY_TIMEOUT_MS);
}
