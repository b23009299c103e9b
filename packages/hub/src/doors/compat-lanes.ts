import { RemoteError } from '@claude-remote/protocol';

/** Runs the work of one key in order and different keys side by side. A key without work takes no memory. */
export interface Lanes {
  run<Value>(key: string, work: () => Promise<Value>): Promise<Value>;
}

/** Waiting in one lane; the next is refused. Each holds an open HTTP request. */
const MAX_WAITING = 50;

export function createLanes(): Lanes {
  const tails = new Map<string, { end: Promise<void>; waiting: number }>();
  return {
    run: (key, work) => {
      const before = tails.get(key) ?? { end: Promise.resolve(), waiting: 0 };
      if (before.waiting >= MAX_WAITING) return Promise.reject(new RemoteError('queue_full', { limit: MAX_WAITING }));
      const result = before.end.then(work);
      // A failure is its own caller's business; the lane goes on.
      const end = result.then(
        () => {},
        () => {},
      );
      tails.set(key, { end, waiting: before.waiting + 1 });
      void end.then(() => leave(tails, key));
      return result;
    },
  };
}

function leave(tails: Map<string, { end: Promise<void>; waiting: number }>, key: string): void {
  const tail = tails.get(key);
  if (!tail) return;
  if (tail.waiting > 1) tails.set(key, { ...tail, waiting: tail.waiting - 1 });
  else tails.delete(key);
}
