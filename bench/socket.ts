import { WebSocket } from 'ws';

/** A websocket of JSON frames, as bare as it can be: the same reader stands at the end of the product and of the raw relay. */
export interface FrameSocket {
  send(frame: object): void;
  /** Resolves with the first frame from now on that `pick` turns into something; rejects when the socket closes before. */
  next<Picked>(pick: (frame: Frame) => Picked | undefined): Promise<Picked>;
  close(): void;
}

/** Whatever the peer says; each measurement knows what it looks for. */
export interface Frame {
  readonly type?: string;
  readonly session?: string;
  readonly events?: readonly { readonly seq: number; readonly body: Body }[];
  readonly values?: readonly { readonly kind: string; readonly text?: string }[];
  /** Of a stream-json frame that came through a raw relay. */
  readonly message?: { readonly content: readonly { readonly text?: string }[] };
}

interface Body {
  readonly kind: string;
  readonly text?: string;
  readonly command?: string;
}

/** What Claude says in a stream-json frame. */
export function assistantTexts({ type, message }: Frame): (string | undefined)[] | undefined {
  return type === 'assistant' ? message?.content.map(({ text }) => text) : undefined;
}

export interface SocketOptions {
  /** PEM of the authority to trust. */
  readonly ca: string;
  readonly authorization?: string;
  /** Sees every frame, before those who wait; `text` as it came. */
  readonly onFrame?: (frame: Frame, text: string) => void;
}

export async function openFrames(url: string, options: SocketOptions): Promise<FrameSocket> {
  const { ca, authorization, onFrame } = options;
  const socket = new WebSocket(url, {
    ca,
    perMessageDeflate: false,
    ...(authorization && { headers: { authorization } }),
  });
  const waiting = new Set<{ look: (frame: Frame) => boolean; fail: (error: Error) => void }>();
  socket.on('message', (data) => {
    const text = String(data);
    const frame = JSON.parse(text) as Frame; // shaped by the peer, read with care
    onFrame?.(frame, text);
    for (const one of waiting) if (one.look(frame)) waiting.delete(one);
  });
  const closed = new Promise<never>((_, reject) => {
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`${url} closed: ${code} ${reason}`)));
  });
  closed.catch((error: Error) => {
    for (const { fail } of waiting) fail(error);
  });
  await Promise.race([new Promise<void>((resolve) => socket.on('open', () => resolve())), closed]);
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    next: (pick) =>
      new Promise((resolve, reject) => {
        const look = (frame: Frame) => {
          const picked = pick(frame);
          if (picked !== undefined) resolve(picked);
          return picked !== undefined;
        };
        waiting.add({ look, fail: reject });
      }),
    close: () => socket.terminate(),
  };
}
