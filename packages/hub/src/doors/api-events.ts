import { Readable } from 'node:stream';
import type { Clock } from '@claude-remote/link';
import { type Event, event, type Position, position, RemoteError, type SessionId } from '@claude-remote/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Sessions } from '../core.ts';
import type { ApiDoor } from './api-door.ts';
import { failure, requireState, sessionParams } from './api-shapes.ts';

/**
 * A session's events: a page of them as JSON, or all that are and come as Server-Sent Events. Both are a cursor over the
 * log, so a reader that is slow or away costs nothing and misses nothing.
 */

/** Events in one page, and in what is read ahead for a stream. */
const PAGE = 200;
const MAX_PAGE = 1_000;
const STREAM_PAGE = 50;
/** Milliseconds of silence after which a comment is sent, so that proxies keep the stream and dead ones are noticed. */
const SILENCE_MS = 15_000;
/** Milliseconds that browsers wait before they connect again. */
const RETRY_MS = 2_000;

const count = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number);

export function registerEvents(app: FastifyInstance, { core, clock, streams }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    '/api/v1/sessions/:session/events',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Events of a session after a number, oldest first',
        description:
          'With `Accept: text/event-stream` all events that are and come, each with its number as id; `Last-Event-ID` goes before `after`.',
        params: sessionParams,
        headers: z.looseObject({ 'last-event-id': count.optional() }),
        querystring: z.strictObject({
          after: count.optional(),
          limit: count.pipe(z.number().min(1).max(MAX_PAGE)).optional(),
        }),
        response: { 200: z.object({ events: z.array(event), head: position }), '4xx': failure },
      },
    },
    async (request, reply) => {
      const { session } = request.params;
      const { head } = await requireState(core, session);
      const after = request.headers['last-event-id'] ?? request.query.after ?? 0;
      if (after > head.seq) throw new RemoteError('cursor_ahead', { after, head: head.seq });
      if (request.headers.accept?.includes('text/event-stream')) {
        const ending = new AbortController();
        const unwatch = streams.watch(app, request, () => ending.abort());
        reply.raw.once('close', () => {
          unwatch();
          ending.abort();
        });
        const ended = ending.signal;
        return stream(reply, follow(core.sessions, { session, after, ended, clock }));
      }
      const events = await core.sessions.read(session, { after, limit: request.query.limit ?? PAGE });
      return { events, head: newest(head, events.at(-1)) };
    },
  );
}

function newest(head: Position, last: Event | undefined): Position {
  return last && last.seq > head.seq ? { epoch: last.epoch, seq: last.seq } : head;
}

function stream(reply: FastifyReply, text: AsyncIterable<string>): FastifyReply {
  return reply
    .type('text/event-stream; charset=utf-8')
    .header('x-accel-buffering', 'no') // nginx would hold events back
    .send(Readable.from(text, { objectMode: false }));
}

interface Following {
  readonly session: SessionId;
  readonly after: number;
  readonly ended: AbortSignal;
  readonly clock: Clock;
}

/** Read only as fast as it is taken: while the reader is slow, nothing is asked of the log. */
async function* follow(sessions: Sessions, { session, after, ended, clock }: Following): AsyncGenerator<string> {
  const news = createBell(clock);
  const unfollow = sessions.follow(session, news.ring);
  ended.addEventListener('abort', news.ring);
  let cursor = after;
  try {
    yield `retry: ${RETRY_MS}\n\n`;
    while (!ended.aborted) {
      news.reset();
      const events = await sessions.read(session, { after: cursor, limit: STREAM_PAGE });
      cursor = events.at(-1)?.seq ?? cursor;
      if (events.length > 0) yield events.map(asMessage).join('');
      else if (!(await news.within(SILENCE_MS))) yield ': nothing new\n\n';
    }
  } finally {
    unfollow();
  }
}

function asMessage(one: Event): string {
  return `id: ${one.seq}\ndata: ${JSON.stringify(one)}\n\n`;
}

/** Remembers that it rang since it was reset. */
function createBell(clock: Clock) {
  let rang = false;
  let wake = () => {};
  return {
    ring: () => {
      rang = true;
      wake();
    },
    reset: () => {
      rang = false;
    },
    /** Whether it rings within `ms`, or did. */
    within: (ms: number) =>
      new Promise<boolean>((resolve) => {
        if (rang) return resolve(true);
        const cancel = clock.timer(ms, () => resolve(false));
        wake = () => {
          cancel();
          resolve(true);
        };
      }),
  };
}
