import type { LookupAddress } from 'node:dns';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isOwn, isPublicAddress } from './endpoint.ts';

/** One HTTPS request to a push service, to an address that was looked up once and judged. */
export interface PushPost {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type PushAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | null }
  | { readonly kind: 'unreachable'; readonly why: string };

export interface PostOptions {
  /** Hosts that the hub's owner named: they may have private addresses. */
  readonly own: readonly string[];
  readonly lookup: (host: string) => Promise<LookupAddress[]>;
  /** A further authority to believe, in PEM; for push services of one's own. */
  readonly ca?: readonly string[];
}

const TIMEOUT_MS = 15_000;

/** Never throws. Redirects are not followed: they could lead anywhere. */
export async function postPush(post: PushPost, options: PostOptions): Promise<PushAnswer> {
  const url = new URL(post.endpoint);
  try {
    const address = await judgedAddress(url, options);
    return await exchange(url, { post, address, ca: options.ca });
  } catch (error) {
    return { kind: 'unreachable', why: error instanceof Error ? error.message : String(error) };
  }
}

async function judgedAddress(url: URL, { own, lookup }: PostOptions): Promise<LookupAddress> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(host);
  const found = literal ? [{ address: host, family: literal }] : await lookup(host);
  const [first] = found;
  if (!first) throw new Error('the name has no address');
  // One private address among public ones is enough to refuse: the name is somebody else's to change.
  if (!isOwn(url, own) && !found.every(({ address }) => isPublicAddress(address))) {
    throw new Error('the name leads into a private network');
  }
  return first;
}

interface Exchange {
  readonly post: PushPost;
  readonly address: LookupAddress;
  readonly ca: readonly string[] | undefined;
}

function exchange(url: URL, { post, address, ca }: Exchange): Promise<PushAnswer> {
  const { headers, body } = post;
  const lookup: LookupFunction = (_host, { all }, done) => {
    if (all) done(null, [address]);
    else done(null, address.address, address.family);
  };
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': body.length },
        lookup,
        agent: false,
        timeout: TIMEOUT_MS,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(ca ? { ca: [...ca] } : {}),
      },
      (response) => {
        const retryAfter = response.headers['retry-after'] ?? null;
        resolve({ kind: 'answered', status: response.statusCode ?? 0, retryAfter });
        response.destroy(); // what it says beside the status is for nobody
      },
    );
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')));
    sending.on('error', reject);
    sending.end(body);
  });
}
