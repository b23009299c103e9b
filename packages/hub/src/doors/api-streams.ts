import type { Clock } from '@claude-remote/link';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Answers that stay open: each ends with the login, token or account by which it was asked for. Signing out ends them at
 * once; what ended by time or elsewhere is found by asking who is there again.
 */
export class OpenStreams {
  private readonly open = new Set<{ readonly login: string | null; readonly end: () => void }>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Calls `end` when whoever asked is not signed in any more. Returns the way to stop watching. */
  watch(app: FastifyInstance, request: FastifyRequest, end: () => void): () => void {
    const stream = { login: request.principal?.login ?? null, end };
    this.open.add(stream);
    let cancel = () => {};
    const schedule = () => {
      cancel = this.clock.timer(CHECK_MS, async () => {
        if (!(await stillSignedIn(app, request))) end();
        else if (this.open.has(stream)) schedule();
      });
    };
    schedule();
    return () => {
      this.open.delete(stream);
      cancel();
    };
  }

  /** To be called beside the closing of the login's sockets. */
  closeLogin(login: string): void {
    for (const stream of [...this.open]) if (stream.login === login) stream.end();
  }
}

/** Milliseconds that a stream may outlive a login or token that ended by itself or elsewhere. */
const CHECK_MS = 30_000;

/** Passes the same guard as any request of the same caller, and counts as use of the login, as an open socket does. */
async function stillSignedIn(app: FastifyInstance, { headers, ip }: FastifyRequest): Promise<boolean> {
  const { host = '', cookie, authorization } = headers;
  const answer = await app.inject({
    url: '/api/auth/me',
    remoteAddress: ip,
    headers: { host, ...(cookie ? { cookie } : {}), ...(authorization ? { authorization } : {}) },
  });
  // Only a clear no ends it: a storage or a throttle that cannot tell now is asked again.
  return answer.statusCode !== 401;
}
