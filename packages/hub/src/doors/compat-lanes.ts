/** Runs the work of one key in order and different keys side by side. A key without work takes no memory. */
export interface Lanes {
  run<Value>(key: string, work: () => Promise<Value>): Promise<Value>;
}

export function createLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run: (key, work) => {
      const before = tails.get(key) ?? Promise.resolve();
      // What came before may have failed: that was its own caller's business.
      const result = before.then(work, work);
      const tail = result.then(
        () => {},
        () => {},
      );
      tails.set(key, tail);
      void tail.then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      return result;
    },
  };
}
