/**
 * How many notifications go out: few at once go one by one, more become one. However they come, what happens within one
 * window leads to at most three pushes. Pure.
 */
export interface TellingPace {
  /** When the window began, Unix ms. */
  readonly since: number;
  /** Pushes that left in it. */
  readonly sent: number;
  /** Already told as one: nothing more leaves before the window is over. */
  readonly closed: boolean;
  /** Something waits for the window to be over. */
  readonly held: boolean;
}

export type Pacing =
  /** The first `count` go one by one; the rest, if any, waits until `again`. */
  | { readonly how: 'each'; readonly count: number; readonly pace: TellingPace; readonly again: number }
  /** All go as one. */
  | { readonly how: 'one'; readonly pace: TellingPace; readonly again: number };

const WINDOW_MS = 10_000;
/** More than that many become one. */
const MOST = 3;
/** One by one; the third push is kept for what comes when the window is over. */
const MOST_EACH = 2;

/** `waiting`: at least one. `asOne`: they were held back together, as by quiet hours. */
export function paceOf(
  before: TellingPace | null,
  waiting: number,
  { now, asOne }: { now: number; asOne: boolean },
): Pacing {
  const inWindow = before !== null && now >= before.since && now < before.since + WINDOW_MS;
  const pace: TellingPace = inWindow ? before : { since: now, sent: 0, closed: false, held: false };
  const again = pace.since + WINDOW_MS;
  const stayedBehind = !inWindow && before?.held === true;
  const many = waiting > MOST || ((asOne || stayedBehind) && waiting > 1);
  if (many && pace.sent === 0) return { how: 'one', pace: { ...pace, sent: 1, closed: true }, again };
  const count = pace.closed ? 0 : Math.max(0, Math.min(waiting, MOST_EACH - pace.sent));
  return { how: 'each', count, pace: { ...pace, sent: pace.sent + count, held: count < waiting }, again };
}
