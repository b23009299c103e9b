/** Reads Server-Sent Events as they come. */
export interface EventStream {
  readonly status: number;
  readonly headers: Headers;
  /** The next message or comment, as its lines; null at the end. */
  next(): Promise<string | null>;
  close(): void;
}

export async function readStream(url: string, headers: Record<string, string>): Promise<EventStream> {
  const ending = new AbortController();
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: ending.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let held = '';
  return {
    status: response.status,
    headers: response.headers,
    next: async () => {
      for (;;) {
        const end = held.indexOf('\n\n');
        if (end >= 0) {
          const message = held.slice(0, end);
          held = held.slice(end + 2);
          return message;
        }
        const chunk = await reader?.read();
        if (!chunk || chunk.done) return null;
        held += chunk.value;
      }
    },
    close: () => ending.abort(),
  };
}
