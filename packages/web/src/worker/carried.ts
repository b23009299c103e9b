import type { PushMessage } from '@claude-remote/protocol';

/** What a notification carries: from the worker that shows it, for the tap on it and for the page that takes it away. */
export interface Carried {
  readonly path: string;
  readonly language: PushMessage['language'];
  /** Set if it may be denied right here. `at`: when it was asked, by the hub's clock. */
  readonly deny: { readonly session: string; readonly request: string; readonly at: number } | null;
  /** The request or the many that it stands for; null for what no decision of a person settles. */
  readonly about: About | null;
}

export type About =
  /** `head`: whoever knows the session's events up to this one knows whether the request is settled. */
  | { readonly kind: 'request'; readonly session: string; readonly request: string; readonly head: number }
  /** `at`: when it was made, Unix ms by the hub's clock. */
  | { readonly kind: 'several'; readonly at: number };

/** Null for a notification that nobody of us showed. */
export function carriedBy(data: unknown): Carried | null {
  return typeof data === 'object' && data !== null && 'path' in data ? (data as Carried) : null; // as `show` gave it
}
