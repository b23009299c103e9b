import { request as http } from 'node:http';
import { request as https } from 'node:https';

export interface Answered {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json(): unknown;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** PEM of the authority to trust. */
  readonly ca?: string;
}

/** One HTTP request with full control over headers and trust; `fetch` allows neither. */
export function ask(url: string, asking: Asking = {}): Promise<Answered> {
  const body = asking.body === undefined ? undefined : JSON.stringify(asking.body);
  const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...asking.headers };
  const options = {
    method: asking.method ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    ...(asking.ca && { ca: asking.ca }),
  };
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? https : http;
    const outgoing = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) });
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
