import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  randomUUID,
  verify,
} from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

/**
 * A push service as strict as those of the browsers, with the devices behind it: it checks who sends (VAPID), the headers
 * and the size, and decrypts what it was given as the device's browser would. Nothing is sent on.
 */
export interface PushDevice {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface TakenPush {
  readonly endpoint: string;
  /** Seconds. */
  readonly ttl: number;
  readonly urgency: string;
  readonly topic: string;
  /** The decrypted content. */
  readonly message: Record<string, unknown>;
}

/** What to say to the next push, instead of taking it. */
export interface Refusal {
  readonly status: number;
  readonly retryAfter?: string;
}

interface Sent {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

interface Behind {
  readonly pair: ECDH;
  readonly auth: Buffer;
  /** The key that the page gave when it subscribed: only its owner may push. */
  readonly serverKey: string;
}

const MAX_BODY = 4_096;
const DAY_S = 86_400;

export class PushServiceStandIn {
  readonly taken: TakenPush[] = [];
  /** Why pushes were refused as malformed, in order. */
  readonly problems: string[] = [];
  /** Said to the next pushes, in order. */
  readonly refusals: Refusal[] = [];
  private readonly devices = new Map<string, Behind>();
  private readonly waiting: (() => void)[] = [];
  private server: Server | null = null;
  private readonly now: () => number;
  private origin: string;

  constructor(options: { origin?: string; now?: () => number } = {}) {
    this.origin = options.origin ?? 'https://push.example.org';
    this.now = options.now ?? Date.now;
  }

  /** Opens a port on loopback. */
  async listen(tls: { cert: string; key: string }): Promise<string> {
    const server = createServer(tls, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { status, retryAfter } = this.take({
          endpoint: this.origin + request.url,
          headers: request.headers,
          body: Buffer.concat(chunks),
        });
        response.writeHead(status, retryAfter ? { 'retry-after': retryAfter } : {});
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
    const { port } = server.address() as AddressInfo; // it listens on TCP
    this.origin = `https://127.0.0.1:${port}`;
    return this.origin;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(null)));
  }

  /** A browser that subscribes with that key. */
  subscribe(serverKey: string): PushDevice {
    const pair = createECDH('prime256v1');
    pair.generateKeys();
    const auth = randomBytes(16);
    const endpoint = `${this.origin}/push/${randomUUID()}`;
    this.devices.set(endpoint, { pair, auth, serverKey });
    return {
      endpoint,
      keys: { p256dh: pair.getPublicKey('base64url'), auth: auth.toString('base64url') },
    };
  }

  /** The person took the permission back. */
  forget(endpoint: string): void {
    this.devices.delete(endpoint);
  }

  /** Resolves when at least that many pushes were taken. */
  async whenTaken(count: number): Promise<readonly TakenPush[]> {
    while (this.taken.length < count) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.taken;
  }

  /** Judges one push as the service would. */
  take(sent: Sent): Refusal {
    const refusal = this.refusals.shift();
    if (refusal) return refusal;
    const device = this.devices.get(sent.endpoint);
    if (!device) return { status: 410 };
    try {
      const push = { ...this.headersOf(sent, device), message: JSON.parse(decrypt(sent.body, device)) };
      this.taken.push({ endpoint: sent.endpoint, ...push });
      for (const wake of this.waiting.splice(0)) wake();
      return { status: 201 };
    } catch (error) {
      this.problems.push(error instanceof Error ? error.message : String(error));
      return { status: 400 };
    }
  }

  private headersOf({ headers, body }: Sent, { serverKey }: Behind): Omit<TakenPush, 'endpoint' | 'message'> {
    const text = (name: string) => String(headers[name] ?? '');
    require(text('content-encoding') === 'aes128gcm', 'content-encoding must be aes128gcm');
    require(body.length <= MAX_BODY, `${body.length} bytes are too many`);
    require(/^\d+$/.test(text('ttl')), 'TTL must be seconds');
    require(['very-low', 'low', 'normal', 'high'].includes(text('urgency')), 'the urgency is unknown');
    require(/^[A-Za-z0-9_-]{1,32}$/.test(text('topic')), 'the topic must be up to 32 base64url characters');
    this.requireSender(text('authorization'), serverKey);
    return { ttl: Number(text('ttl')), urgency: text('urgency'), topic: text('topic') };
  }

  private requireSender(authorization: string, serverKey: string): void {
    const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
    require(key === serverKey, 'the key is not the one that was subscribed with');
    const [head = '', claims = '', signature = ''] = token.split('.');
    const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString());
    require(alg === 'ES256', 'the algorithm must be ES256');
    const valid = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key: publicKeyOf(key), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    require(valid, 'the signature is wrong');
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    require(aud === this.origin, `the audience ${aud} is not ${this.origin}`);
    const left = exp - this.now() / 1000;
    require(left > 0 && left <= DAY_S, `the token is valid for ${left} more seconds`);
    require(/^(mailto:[^@]+@[^@]+|https:\/\/.+)$/.test(sub), 'the contact must be a mailto: or https: address');
  }
}

function require(holds: boolean, why: string): void {
  if (!holds) throw new Error(why);
}

function publicKeyOf(raw: string) {
  const point = Buffer.from(raw, 'base64url');
  require(point.length === 65 && point[0] === 4, 'the key must be an uncompressed point');
  const part = (from: number) => point.subarray(from, from + 32).toString('base64url');
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: part(1), y: part(33) }, format: 'jwk' });
}

/** RFC 8291, from the device's side. */
export function decrypt(body: Buffer, { pair, auth }: Pick<Behind, 'pair' | 'auth'>): string {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const theirs = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  require(sealed.length <= body.readUInt32BE(16), 'more than one record');
  const derive = (secret: Buffer, saltOf: Buffer, info: Buffer | string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, saltOf, info, bytes));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), theirs]);
  const secret = derive(pair.computeSecret(theirs), auth, info, 32);
  const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  require(plain.at(-1) === 2, 'the last record must end with the mark 2');
  return plain.subarray(0, -1).toString('utf8');
}
