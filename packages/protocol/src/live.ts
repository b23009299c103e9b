import { z } from 'zod';
import { timestamp, toolId, usage } from './scalars.ts';

/** What is happening right now: latest wins per key, may be dropped, healed by the next event. Never stored. */
export const liveValue = z.discriminatedUnion('kind', [
  /**
   * Text of a block that is not finished. `text` stands at character `offset` of the block; a receiver that holds fewer
   * characters than `offset` ignores it and waits. The finished block comes as a `text` or `thinking` event of the same `block`.
   */
  z.object({
    kind: z.literal('partial'),
    block: z.string(),
    thinking: z.boolean(),
    offset: z.number().int().min(0),
    text: z.string(),
    parent: toolId.optional(),
  }),
  /** What Claude does. `since` is the runner's clock in Unix ms. */
  z.object({
    kind: z.literal('activity'),
    doing: z.enum(['starting', 'requesting', 'thinking', 'writing', 'tool', 'compacting', 'retrying', 'nothing']),
    detail: z.string(),
    since: timestamp,
    /** Tokens of the running turn so far, as far as they were counted; absent when that is not known. */
    usage: usage.optional(),
  }),
  z.object({ kind: z.literal('tool-progress'), tool: toolId, elapsedMs: z.number() }),
]);
export type LiveValue = z.infer<typeof liveValue>;
