/** Milliseconds between two looks, and until a thing that does not come counts as missing. */
const LOOK_MS = 10;
const PATIENCE_MS = 25_000;

/** Waits for the thing itself: looks until `look` gives something, and names what was waited for when it never does. */
export async function until<Value>(
  what: string,
  look: () => Value | null | undefined | false | Promise<Value | null | undefined | false>,
  { patienceMs = PATIENCE_MS, explain = () => '' }: { patienceMs?: number; explain?: () => string } = {},
): Promise<Value> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${patienceMs} ms\n${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
