import type { Clock } from '@claude-remote/link';
import { QUERY_TIMEOUT_MS, type Query, RemoteError, type ReplyBody, type WireError } from '@claude-remote/protocol';

/** Questions to one runner: each gets one answer before its deadline, or an error that says why not. */
export class RunnerQueries {
  private readonly open = new Map<string, Waiting>();
  private readonly clock: Clock;
  private readonly newId: () => string;

  constructor(clock: Clock, newId: () => string) {
    this.clock = clock;
    this.newId = newId;
  }

  ask(query: Query, send: (id: string) => void): Promise<ReplyBody> {
    if (this.open.size >= MAX_OPEN) return Promise.reject(new RemoteError('rate_limited', { seconds: 1 }));
    const id = this.newId();
    return new Promise((resolve, reject) => {
      const seconds = QUERY_TIMEOUT_MS / 1000;
      const cancel = this.clock.timer(QUERY_TIMEOUT_MS, () =>
        this.settle(id, ({ reject: refuse }) => refuse(new RemoteError('timeout', { seconds }))),
      );
      this.open.set(id, { kind: query.kind, cancel, resolve, reject });
      send(id);
    });
  }

  answered(id: string, reply: ReplyBody): void {
    this.settle(id, ({ kind, resolve, reject }) => {
      if (reply.kind === kind) resolve(reply);
      else reject(new RemoteError('bad_frame', { detail: `a reply of kind ${reply.kind} to a query of kind ${kind}` }));
    });
  }

  refused(id: string, error: WireError): void {
    this.settle(id, ({ reject }) => reject(new RefusedByRunner(error)));
  }

  /** The runner is gone: nobody will answer. */
  fail(error: RemoteError): void {
    for (const id of [...this.open.keys()]) this.settle(id, ({ reject }) => reject(error));
  }

  private settle(id: string, how: (waiting: Waiting) => void): void {
    const waiting = this.open.get(id);
    if (!waiting) return; // too late
    this.open.delete(id);
    waiting.cancel();
    how(waiting);
  }
}

/** Carries the runner's own words: it knows the details. */
class RefusedByRunner extends RemoteError {
  constructor(error: WireError) {
    super(error.code);
    this.message = error.error;
  }
}

interface Waiting {
  readonly kind: Query['kind'];
  readonly cancel: () => void;
  readonly resolve: (reply: ReplyBody) => void;
  readonly reject: (error: Error) => void;
}

/** Questions at once to one runner; stops a client from burying it. */
const MAX_OPEN = 64;
