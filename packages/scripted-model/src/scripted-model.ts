import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAsked } from './conversation.ts';
import { scenes } from './scenes.ts';
import type { Asked, Reply, Script } from './script.ts';
import { gone, streamReply } from './stream-reply.ts';

/**
 * An Anthropic Messages API on loopback that plays a script, so that the real Claude Code runs without an account: in
 * tests and in `serve --demo`. It is no model and checks no key.
 */
export interface ScriptedModel {
  /** For `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  /** Every prompt that was asked, oldest first; kept to the newest 1,000. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export interface ScriptedModelOptions {
  /** The built-in scenes when absent. */
  readonly script?: Script;
  /** Where it listens, unless somebody else does; any port when absent. */
  readonly port?: number;
}

const KEPT = 1_000;
const MAX_BODY_BYTES = 64 * 1024 * 1024;

export async function startScriptedModel(options: ScriptedModelOptions = {}): Promise<ScriptedModel> {
  const script = options.script ?? scenes;
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    response.on('error', () => {});
    void answer(request, response, { script, asked }).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 500, errorBody('api_error', String(error)));
      else response.destroy();
    });
  });
  if (!options.port || !(await listens(server, options.port))) await listens(server, 0);
  const { port } = server.address() as AddressInfo; // listening on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** False when somebody else listens there. */
function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error));
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { script, asked }: { script: Script; asked: Asked[] },
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://model').pathname;
  const body = await readJson(request);
  if (path.endsWith('/count_tokens')) return sendJson(response, 200, { input_tokens: 10 });
  if (request.method !== 'POST' || !path.endsWith('/v1/messages')) return sendJson(response, 200, {});
  const question = readAsked(body);
  asked.push(question);
  if (asked.length > KEPT) asked.shift();
  const { model, stream, tools } = body;
  const helper = !Array.isArray(tools) || tools.length === 0; // titles and the like: asked without tools
  const reply: Reply = helper ? { blocks: [{ text: titleOf(question.prompt) }] } : await script(question);
  if ('error' in reply) return sendJson(response, reply.error.status, errorBody(reply.error.type, reply.error.message));
  if ('silence' in reply) return gone(response);
  if (stream === true) return streamReply(response, reply, String(model));
  const content = reply.blocks.flatMap((block) => ('text' in block ? [{ type: 'text', text: block.text }] : []));
  const usage = { input_tokens: 10, output_tokens: 10 };
  sendJson(response, 200, {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage,
  });
}

function titleOf(prompt: string): string {
  return prompt.split('\n')[0]?.slice(0, 50) || 'Scripted';
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('the request is too large');
    chunks.push(part);
  }
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
}

function errorBody(type: string, message: string): object {
  return { type: 'error', error: { type, message } };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false' });
  response.end(JSON.stringify(body));
}
