/** Where the answer to a request comes from. `network`: the worker does not touch it. */
export type AnswerFrom = 'network' | 'shell' | 'file' | 'named' | 'share';

export interface PageRequest {
  readonly url: string;
  readonly method: string;
  /** Of the request; `navigate` opens a page. */
  readonly mode: string;
}

/** What the system sends here when something is shared with the app. */
const SHARE_PATH = '/share';
/** First parts of addresses that are not the page's. */
const HUB_OWN = new Set(['api', 'health', 'ws']);

/**
 * Only the page's own files and its shell are ever answered from this device: what the hub says about sessions never
 * goes through a cache of the worker's.
 */
export function answerFrom({ url, method, mode }: PageRequest, origin: string, named: readonly string[]): AnswerFrom {
  const { origin: to, pathname } = new URL(url);
  if (to !== origin) return 'network';
  if (method === 'POST') return mode === 'navigate' && pathname === SHARE_PATH ? 'share' : 'network';
  if (method !== 'GET') return 'network';
  if (pathname.startsWith('/assets/')) return 'file';
  if (named.includes(pathname)) return 'named';
  const [, first = ''] = pathname.split('/');
  const isFile = /\.[a-z0-9]+$/i.test(pathname);
  return mode === 'navigate' && !HUB_OWN.has(first) && !isFile ? 'shell' : 'network';
}
