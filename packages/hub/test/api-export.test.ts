import { asSessionId, type EventBody, event } from '@claude-remote/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenApi, openApi } from './support/open-api.ts';

let api: OpenApi;
let admin: { authorization: string };
beforeAll(async () => {
  api = await openApi();
  admin = (await api.token('admin')).headers;
});
afterAll(() => api.close());

async function started(...bodies: EventBody[]): Promise<string> {
  const { json } = await api.ask('/api/v1/sessions', { headers: admin, body: {} });
  const session = asSessionId(String(json.session));
  api.core.emit(session, ...bodies);
  return session;
}

async function exported(session: string, format: string, headers: Record<string, string> = admin) {
  const answer = await fetch(`${api.origin}/api/v1/sessions/${session}/export?format=${format}`, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const said = (text: string): EventBody => ({ kind: 'text', block: 'b', text });

test('[API20] a session is exported whole, as a file, by whoever may read it', async () => {
  const session = await started(...Array.from({ length: 450 }, (_, at) => said(`answer ${at + 1}.`)));
  const viewer = (await api.token('viewer')).headers;
  const json = await exported(session, 'json', viewer);
  expect([json.status, json.headers.get('content-disposition')]).toEqual([
    200,
    `attachment; filename="session-${session}.json"`,
  ]);
  const { events } = JSON.parse(json.text) as { events: { seq: number }[] };
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 450 }, (_, at) => at + 1));
  for (const format of ['md', 'html']) {
    const { text } = await exported(session, format);
    expect(text.match(/answer \d+\./g)).toHaveLength(450);
  }
  expect((await exported(session, 'pdf')).status).toBe(400);
  expect((await exported(session, 'md', {})).status).toBe(401);
});

test('[API21] [D25] hostile content stays text in an exported page and inside its fence in Markdown', async () => {
  const evil = '</pre><script>alert(1)</script><img src=x onerror="alert(1)">\u202etxt';
  const session = await started(
    said(evil),
    event.shape.body.parse({ kind: 'tool-started', tool: 't', name: evil, input: { evil } }),
    event.shape.body.parse({ kind: 'tool-ended', tool: 't', outcome: 'ok', output: '````\n# out', omitted: 3 }),
    { kind: 'notice', level: 'info', text: evil },
    event.shape.body.parse({
      kind: 'request-closed',
      request: 'r',
      closing: {
        how: 'answered',
        decision: 'allowed',
        by: { kind: 'user', name: 'heron', device: { name: `desk*${evil}`, browser: null, system: null } },
        command: '22222222-2222-4222-8222-222222222222',
      },
    }),
  );
  const html = (await exported(session, 'html')).text;
  expect(html).toContain('&lt;script&gt;alert(1)');
  expect(html).not.toMatch(/<script|<img|\u202e/);
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  const { text } = await exported(session, 'md');
  expect(html).toContain('Request allowed by heron on desk*&lt;/pre&gt;');
  expect(text).toContain('Request allowed by heron on desk\\*\\</pre\\>\\<script\\>');
  expect(text.split('\n').find((line) => line.includes('by heron'))).not.toMatch(/[^\\]<|\u202e/);
  expect(text).toContain('`````\n````\n# out\n(3 more characters stayed on the machine)\n`````');
});
