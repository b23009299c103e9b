import { type Client, type ClientOptions, type Clock, createClient, dialWebSocket } from '@claude-remote/client';
import type { Command, Event, HubToClient } from '@claude-remote/protocol';
import type { HttpOutcome, HubHttp } from './hub-http.ts';
import { outboxDatabase } from './outbox-database.ts';

export interface HubClientOptions extends Required<Pick<ClientOptions, 'recall'>> {
  readonly http: HubHttp;
  readonly databases: IDBFactory;
  /** `wss://…/ws` of the hub that served this page. */
  readonly socketUrl: string;
  readonly connect: (url: string) => WebSocket;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  /** Called with the hub's time, Unix ms, at every welcome. */
  readonly onHubTime: (time: number) => void;
}

/** The client as a browser has it: its own socket, its own database, and HTTP for what is too large for a frame. */
export function hubClient(options: HubClientOptions): Client {
  const { http, clock, random, newId } = options;
  return createClient({
    dial: dialWebSocket(() => options.connect(options.socketUrl)),
    parse: (text) => {
      const frame = JSON.parse(text) as HubToClient; // the hub that served this page; its frames are of the same build
      if (frame.type === 'welcome') options.onHubTime(frame.hub.time);
      return frame;
    },
    name: 'web',
    version: '1',
    store: outboxDatabase(options.databases),
    clock,
    random,
    newId,
    recall: options.recall,
    async fetchEvents(session, { after, limit }) {
      const body = unwrap(await http.get(`/api/v1/sessions/${session}/events?after=${after}&limit=${limit}`));
      return eventsOf(body);
    },
    async post(command: Command) {
      const headers = { 'idempotency-key': command.id };
      const told = unwrap(await http.post(`/api/v1/sessions/${command.session}/commands`, command.body, headers));
      return { delivered: isDelivered(told) };
    },
  });
}

function isDelivered(told: unknown): boolean {
  return typeof told === 'object' && told !== null && 'delivered' in told && told.delivered === true;
}

/** Rejects with what the hub said, so that the outbox can tell a refusal from a lost connection. */
function unwrap(outcome: HttpOutcome<unknown>): unknown {
  switch (outcome.outcome) {
    case 'ok':
      return outcome.body;
    case 'unreachable':
      throw new Error('the hub did not answer');
    case 'refused':
      throw outcome.code === ''
        ? new Error(`the hub answered ${outcome.status}`)
        : { code: outcome.code, error: outcome.sentence };
  }
}

function eventsOf(body: unknown): Event[] {
  const list = Array.isArray(body) ? body : (body as { events?: unknown } | null)?.events; // either form of the page
  return Array.isArray(list) ? (list as Event[]) : []; // the hub validated them when it stored them
}
