/** What the page asks of its own hub by HTTP: who is signed in, signing in and out, and the first account. Same origin only. */
export interface User {
  readonly username: string;
  readonly role: string;
}

/** `unreachable`: no answer came, so nothing is known. `refused`: the hub said no, in `sentence`. */
export type HttpOutcome<Body> =
  | { readonly outcome: 'ok'; readonly body: Body }
  | { readonly outcome: 'refused'; readonly status: number; readonly code: string; readonly sentence: string }
  | { readonly outcome: 'unreachable' };

export interface HubHttp {
  status(): Promise<HttpOutcome<{ setupRequired: boolean }>>;
  me(): Promise<HttpOutcome<{ user: User }>>;
  login(username: string, password: string): Promise<HttpOutcome<unknown>>;
  logout(): Promise<HttpOutcome<unknown>>;
  setup(account: { username: string; password: string; code: string }): Promise<HttpOutcome<unknown>>;
  /** Asks for the password again before something dangerous; good for five minutes. */
  confirm(password: string): Promise<HttpOutcome<unknown>>;
  get(path: string): Promise<HttpOutcome<unknown>>;
  send(method: 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<HttpOutcome<unknown>>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<HttpOutcome<unknown>>;
}

export function createHubHttp(fetch: typeof globalThis.fetch): HubHttp {
  async function ask<Body>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    sent: Sent = {},
  ): Promise<HttpOutcome<Body>> {
    let response: Response;
    try {
      response = await fetch(path, {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        headers: {
          accept: 'application/json',
          ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...sent.headers,
        },
        ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
      });
    } catch {
      return { outcome: 'unreachable' };
    }
    const json: unknown = await response.json().catch(() => null);
    // The hub is of the same build as this page; what it answers with success has the documented form.
    if (response.ok) return { outcome: 'ok', body: json as Body };
    return { outcome: 'refused', status: response.status, ...readError(json) };
  }
  return {
    status: () => ask('GET', '/api/auth/status'),
    me: () => ask('GET', '/api/auth/me'),
    login: (username, password) => ask('POST', '/api/auth/login', { body: { username, password } }),
    logout: () => ask('POST', '/api/auth/logout', { body: {} }),
    setup: (account) => ask('POST', '/api/auth/setup', { body: account }),
    confirm: (password) => ask('POST', '/api/auth/confirm', { body: { password } }),
    get: (path) => ask('GET', path),
    send: (method, path, body) => ask(method, path, body === undefined ? {} : { body }),
    post: (path, body, headers) => ask('POST', path, { body, ...(headers ? { headers } : {}) }),
  };
}

interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function readError(json: unknown): { code: string; sentence: string } {
  if (typeof json !== 'object' || json === null) return { code: '', sentence: '' };
  const { code, error } = json as { code?: unknown; error?: unknown }; // an unread object: both are checked
  return { code: typeof code === 'string' ? code : '', sentence: typeof error === 'string' ? error : '' };
}
