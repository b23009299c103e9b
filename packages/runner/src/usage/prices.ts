/** US dollars for a million tokens of one model. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** Kept for five minutes. */
  readonly cacheWrite: number;
  readonly cacheWriteHour: number;
}

/** The day these prices were taken, from the table that Claude Code itself carries. Extra for long prompts is left out. */
export const PRICES_OF = '2026-11-21';

const haiku35: Price = { input: 0.8, output: 4, cacheRead: 0.08, cacheWrite: 1, cacheWriteHour: 1.6 };
const haiku45: Price = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25, cacheWriteHour: 2 };
const haiku55: Price = { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125, cacheWriteHour: 0.2 };
const at2: Price = { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, cacheWriteHour: 4 };
const at3: Price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWriteHour: 6 };
const at4: Price = { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5, cacheWriteHour: 8 };
const at5: Price = { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, cacheWriteHour: 10 };
const at8: Price = { input: 8, output: 40, cacheRead: 0.2, cacheWrite: 10, cacheWriteHour: 16 };
const at10: Price = { input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5, cacheWriteHour: 20 };
const at15: Price = { input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75, cacheWriteHour: 30 };

const PRICES: Readonly<Record<string, Price>> = {
  'claude-3-5-haiku': haiku35,
  'claude-haiku-4-5': haiku45,
  'claude-haiku-5-5': haiku55,
  'claude-3-5-sonnet': at3,
  'claude-3-7-sonnet': at3,
  'claude-sonnet-4': at3,
  'claude-sonnet-4-5': at3,
  'claude-sonnet-4-6': at3,
  'claude-sonnet-5': at2,
  'claude-sonnet-5-5': { ...at2, cacheRead: 0.1 },
  'claude-opus-4': at15,
  'claude-opus-4-1': at15,
  'claude-opus-4-5': at5,
  'claude-opus-4-6': at5,
  'claude-opus-4-7': at5,
  'claude-opus-4-8': at5,
  'claude-opus-5': at5,
  'claude-opus-5-5': at4,
  'claude-fable-5': at10,
  'claude-fable-5-1': { ...at10, cacheRead: 0.25 },
  'claude-fable-5-2': at8,
  'claude-mythos-5': at10,
  'claude-mythos-5-1': { ...at10, cacheRead: 0.25 },
  'claude-mythos-5-2': at8,
};

/** The price of a model as transcripts name it: with a date, a window or a provider's prefix; null if it is not known. */
export function priceOf(model: string): Price | null {
  const name = /claude-[a-z0-9-]+/.exec(model)?.[0] ?? '';
  const plain = name.replace(/-(?:20\d{6})(?:-v\d+)?$/, '').replace(/-(?:0|latest)$/, '');
  return (Object.hasOwn(PRICES, plain) && PRICES[plain]) || null;
}
