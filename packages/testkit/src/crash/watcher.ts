import { randomUUID } from 'node:crypto';
import { type Client, createClient, dialWebSocket, memoryStore } from '@claude-remote/client';
import { type Event, type HubToClient, hubToClient, type SessionId } from '@claude-remote/protocol';
import { WebSocket } from 'ws';

/** A person's client that stays through everything and remembers each event frame exactly as it came. */
export interface Watcher {
  readonly client: Client;
  /** What it was shown of a session by number; each number had one text, or it stands in `edited`. */
  seen(session: SessionId): Event[];
  /** Numbers that were shown with different content: an event must never be edited. */
  readonly edited: readonly string[];
}

export interface WatcherOptions {
  /** Where the hub is, `https://…`, and the authority to believe there. */
  readonly url: string;
  readonly ca: string | undefined;
  /** API token. */
  readonly token: string;
}

/** Uniform in [0, 1) for back-off: small and fixed, so that a client is soon back. */
const RETRY_FRACTION = 0.1;

export async function startWatcher({ url, ca, token }: WatcherOptions): Promise<Watcher> {
  const seen = new Map<SessionId, Map<number, string>>();
  const edited: string[] = [];
  const remember = (frame: HubToClient) => {
    if (frame.type !== 'events' && frame.type !== 'snapshot') return;
    const known = seen.get(frame.session) ?? new Map<number, string>();
    seen.set(frame.session, known);
    for (const event of frame.events) {
      const text = JSON.stringify(event);
      const before = known.get(event.seq);
      if (before !== undefined && before !== text) edited.push(`${frame.session} ${before} became ${text}`);
      known.set(event.seq, text);
    }
  };
  const client = createClient({
    dial: dialWebSocket(() => {
      const headers = { authorization: `Bearer ${token}` };
      return new WebSocket(new URL('/ws', url.replace('http', 'ws')), { headers, ...(ca && { ca }) });
    }),
    parse: (text) => {
      const frame = hubToClient.parse(JSON.parse(text));
      remember(frame);
      return frame;
    },
    name: 'watcher',
    version: '0',
    store: memoryStore(),
    clock: {
      now: () => performance.now(),
      timer: (ms, fire) => {
        const timer = setTimeout(fire, ms);
        return () => clearTimeout(timer);
      },
    },
    random: () => RETRY_FRACTION,
    newId: randomUUID,
    fetchEvents: () => Promise.reject(new Error('a watcher opens new sessions only')),
    post: () => Promise.reject(new Error('a watcher sends nothing large')),
  });
  await client.start();
  return {
    client,
    edited,
    seen: (session) =>
      [...(seen.get(session) ?? [])].sort(([a], [b]) => a - b).map(([, text]): Event => JSON.parse(text)),
  };
}
