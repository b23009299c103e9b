import { z } from 'zod';
import type { RequestId, SessionId } from './ids.ts';
import type { Fact } from './request.ts';
import { machineId } from './scalars.ts';

/** What people hear when no page is open: which events, when, and the message that a device's worker is given. */

/** `danger`: a permission that the runner found dangerous. `failed`: also a prompt whose fate a person must settle. */
export const noticeKind = z.enum(['danger', 'permission', 'question', 'plan', 'finished', 'failed', 'limit']);
export type NoticeKind = z.infer<typeof noticeKind>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 22:30');

/** One person's wishes, the same for all of their devices. */
export const notificationPreferences = z.strictObject({
  /** `urgent` also passes quiet hours. */
  events: z.record(noticeKind, z.strictObject({ on: z.boolean(), urgent: z.boolean() })),
  /** Workspaces that are never told about. */
  muted: z.array(z.strictObject({ machine: machineId, workspace: z.string().min(1).max(4096) })).max(200),
  /** In the person's own time zone (IANA name); `from` may be later than `to`: over midnight. */
  quiet: z
    .strictObject({ from: timeOfDay, to: timeOfDay, zone: z.string().max(64).refine(isZone, 'must be a time zone') })
    .nullable(),
  /** Commands, files and questions may stand on a lock screen. */
  details: z.boolean(),
});
export type NotificationPreferences = z.infer<typeof notificationPreferences>;

export const DEFAULT_PREFERENCES: NotificationPreferences = {
  events: {
    danger: { on: true, urgent: true },
    permission: { on: true, urgent: false },
    question: { on: true, urgent: false },
    plan: { on: true, urgent: false },
    finished: { on: true, urgent: false },
    failed: { on: true, urgent: false },
    limit: { on: true, urgent: false },
  },
  muted: [],
  quiet: null,
  details: false,
};

/** What happened, as facts; the device's worker words it. `subject` is there only if the person allows details. */
export type Notice =
  | {
      readonly kind: 'danger' | 'permission';
      readonly request: RequestId;
      readonly does: 'run' | 'edit' | 'fetch' | 'use';
      /** The tool's name, for `use`. */
      readonly tool: string;
      readonly found: readonly Fact['code'][];
      readonly subject?: string;
    }
  | {
      readonly kind: 'question';
      readonly request: RequestId;
      readonly count: number;
      readonly subject?: string;
    }
  | { readonly kind: 'plan'; readonly request: RequestId }
  | { readonly kind: 'finished'; readonly durationMs: number; readonly costUsd: number }
  | {
      readonly kind: 'failed';
      readonly why: 'login' | 'doubt' | 'failed';
      readonly subject?: string;
    }
  | {
      readonly kind: 'limit';
      readonly limit: string;
      readonly reached: boolean;
      /** 0 to 1. */
      readonly utilization?: number;
      readonly resetsAt?: number;
    };

/** The content of a push. `tag` names a notification on the device: the same tag replaces, `close` takes away. */
export type PushMessage = {
  readonly language: 'en' | 'ko';
  /** Requests that wait, for the badge of the app. */
  readonly badge: number;
} & (
  | {
      readonly type: 'one';
      readonly tag: string;
      /** Unix ms by the hub's clock. */
      readonly at: number;
      readonly session: SessionId;
      readonly title: string;
      readonly machine: string;
      readonly notice: Notice;
      /** Whether the person may decide: then Deny is offered for a permission. */
      readonly deny: boolean;
      /** Number of an event of the session, at or behind the one it is about: whoever knows that one knows what became of it. */
      readonly head: number;
    }
  /** Stands for every request that waits: notifications of single ones go. */
  | {
      readonly type: 'several';
      readonly tag: string;
      readonly at: number;
      /** Sessions that wait for a person, and their requests. */
      readonly sessions: number;
      readonly requests: number;
      /** Sessions that finished, failed or met a limit. */
      readonly ended: number;
    }
  /** `loud`: the platform wants each push to show something, so the closed ones are replaced by "decided". */
  | { readonly type: 'close'; readonly tags: readonly string[]; readonly loud: boolean }
  | { readonly type: 'test'; readonly tag: string; readonly at: number }
);

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
