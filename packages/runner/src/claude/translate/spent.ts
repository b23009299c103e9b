import type { LiveValue, Usage } from '@claude-remote/protocol';
import type { Fields } from '../json.ts';

/** Tokens of the running turn: Claude tells its cost only at the end, but the model counts each message as it comes. Pure. */
export interface Spent {
  /** Messages that are whole. */
  readonly before: Usage;
  /** The one that is being written. */
  readonly message: Usage;
}

export type Activity = Extract<LiveValue, { kind: 'activity' }>;

const NONE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
export const NOTHING_SPENT: Spent = { before: NONE, message: NONE };

export function withMessage(spent: Spent, usage: Fields): Spent {
  return { before: totalOf(spent), message: counted(NONE, usage) };
}

/** What the model tells of a message later replaces what it told before. */
export function withMore(spent: Spent, usage: Fields): Spent {
  return { ...spent, message: counted(spent.message, usage) };
}

export function totalOf({ before, message }: Spent): Usage {
  return {
    input: before.input + message.input,
    output: before.output + message.output,
    cacheRead: before.cacheRead + message.cacheRead,
    cacheWrite: before.cacheWrite + message.cacheWrite,
  };
}

function counted(known: Usage, usage: Fields): Usage {
  const told = (name: string, otherwise: number) => {
    const value = usage[name];
    return typeof value === 'number' && value >= 0 ? value : otherwise;
  };
  return {
    input: told('input_tokens', known.input),
    output: told('output_tokens', known.output),
    cacheRead: told('cache_read_input_tokens', known.cacheRead),
    cacheWrite: told('cache_creation_input_tokens', known.cacheWrite),
  };
}
