/** What pages say to the worker. */
export type ToWorker =
  /** To the one that waits: serve from now on. */
  | { readonly say: 'take-over' }
  /** To the one that serves: this page came up and is at rest. */
  | { readonly say: 'page-is-up' };

export function isTakeOver(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'say' in data && data.say === 'take-over';
}
