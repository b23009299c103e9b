import { z } from 'zod';
import { sessionId, timestamp, usage } from './scalars.ts';
import { limitState } from './state.ts';

/** What was used on one machine in the last 30 days, as its transcripts tell; costs are US dollars by the runner's prices. */
export const usageReply = z.object({
  kind: z.literal('usage'),
  readAt: timestamp,
  /** False while older transcripts are still being read: ask again for more. */
  complete: z.boolean(),
  /** The day it is for the asker, `YYYY-MM-DD`. */
  today: z.string(),
  /** Day on which the prices were taken, `YYYY-MM-DD`. */
  pricesOf: z.string(),
  /** Models without a known price: their tokens are counted, their cost is not. */
  unknownModels: z.array(z.string()),
  /** The 5-hour block that is running; null when none is. */
  block: z
    .object({
      startsAt: timestamp,
      endsAt: timestamp,
      costUsd: z.number(),
      /** At the block's pace until its end; null while its answers span too little of it to be a pace. */
      projectedUsd: z.number().nullable(),
      tokens: usage,
    })
    .nullable(),
  /** Days with any use, oldest first. */
  days: z.array(z.object({ day: z.string(), costUsd: z.number(), messages: z.number(), tokens: usage })),
  /** Latest first. */
  sessions: z.array(
    z.object({
      claudeSession: sessionId,
      /** Null where the machine's policy does not let us name it. */
      workspace: z.string().nullable(),
      lastAt: timestamp,
      models: z.array(z.string()),
      costUsd: z.number(),
      todayUsd: z.number(),
      tokens: usage,
    }),
  ),
  /** The account's own limits, as Claude last told this machine, unless they were reset since. */
  limits: z.array(limitState),
});
