import { createHash } from 'node:crypto';
import type { Notice, NoticeKind, PushMessage, SessionId, SessionSummary } from '@claude-remote/protocol';
import { shortened } from './happenings.ts';
import type { Item } from './store.ts';

/** What goes to devices, without the language: that is each device's own. Pure. */
export type Message = DistributedOmit<PushMessage, 'language' | 'loud'>;
type DistributedOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;

/** The one notification that stands for many. */
export const SEVERAL_TAG = 'several';

export function tagOfRequest(session: SessionId, request: string): string {
  return `request ${session} ${request}`;
}

export function tagOfEnd(session: SessionId): string {
  return `end ${session}`;
}

/** Limits belong to an account: the same one is heard of once, whichever session meets it. */
export function tagOfLimit(
  machine: string,
  { limit, reached, resetsAt = 0 }: Extract<Notice, { kind: 'limit' }>,
): string {
  return `limit ${machine} ${limit} ${reached ? 'reached' : 'near'} ${resetsAt}`;
}

/** What a push service sees of a tag: enough to let a newer push take the place of one that still waits there. */
export function topicOf(tag: string): string {
  return createHash('sha256').update(tag).digest('base64url').slice(0, 32);
}

const HOUR_S = 3_600;

/** How eagerly, and for how long, the push service is to try. */
const DELIVERY: Readonly<Record<NoticeKind, { urgency: 'low' | 'normal' | 'high'; ttlS: number }>> = {
  danger: { urgency: 'high', ttlS: 24 * HOUR_S },
  permission: { urgency: 'high', ttlS: 24 * HOUR_S },
  question: { urgency: 'high', ttlS: 24 * HOUR_S },
  plan: { urgency: 'high', ttlS: 24 * HOUR_S },
  finished: { urgency: 'normal', ttlS: 6 * HOUR_S },
  failed: { urgency: 'high', ttlS: 24 * HOUR_S },
  limit: { urgency: 'normal', ttlS: 2 * HOUR_S },
};

export function deliveryOf(message: Message): { urgency: 'low' | 'normal' | 'high'; ttlS: number } {
  switch (message.type) {
    case 'one':
      return DELIVERY[message.notice.kind];
    case 'several':
      return { urgency: message.requests > 0 ? 'high' : 'normal', ttlS: 24 * HOUR_S };
    case 'close':
      return { urgency: 'normal', ttlS: 24 * HOUR_S };
    case 'test':
      return { urgency: 'high', ttlS: 60 };
  }
}

/** Which notification on the device the message is about: the push services' topic. */
export function subjectOf(message: Message): string {
  return message.type === 'close' ? (message.tags[0] ?? '') : message.tag;
}

export interface Around {
  readonly summary: SessionSummary | null;
  readonly machine: string;
  readonly badge: number;
  /** Whether the person may decide. */
  readonly mayDecide: boolean;
  readonly details: boolean;
}

export function messageOfOne(item: Item, { summary, machine, badge, mayDecide, details }: Around): Message {
  const { tag, at, session } = item;
  const notice = details ? item.notice : withoutSubject(item.notice);
  const deny = mayDecide && (notice.kind === 'permission' || notice.kind === 'danger');
  const about = { title: shortened(summary?.title ?? ''), head: summary?.head.seq ?? 0 };
  return { type: 'one', tag, at, session, ...about, machine, notice, deny, badge };
}

function withoutSubject(notice: Notice): Notice {
  if (!('subject' in notice)) return notice;
  const { subject: _, ...rest } = notice;
  return rest;
}

/** `items`: what is new, and every request that the person was told of before and that still waits. */
export function messageOfSeveral(items: readonly Item[], at: number, badge: number): Message {
  const asking = items.filter(asks);
  const ended = items.filter((item) => !asks(item));
  return {
    type: 'several',
    tag: SEVERAL_TAG,
    at,
    sessions: countSessions(asking),
    requests: asking.length,
    ended: countSessions(ended),
    badge,
  };
}

export function asks({ notice }: Item): boolean {
  return 'request' in notice;
}

function countSessions(items: readonly Item[]): number {
  return new Set(items.map(({ session }) => session)).size;
}
