import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readPrivateFile, writePrivateFile } from '../private-files.ts';

/** This hub's own key towards push services (VAPID, RFC 8292): made at the first start, kept for good. */
export interface Vapid {
  /** Uncompressed point, base64url: what a browser is given when it subscribes. */
  readonly publicKey: string;
  /** The value of the `Authorization` header for a push service. `audience`: its origin. */
  authorization(audience: string, nowMs: number): string;
}

/** A token lives half a day (services take at most one), and is used for half of that. */
const TOKEN_SECONDS = 12 * 3_600;

/** Throws `StartProblem` when the file is readable by others. A damaged one is made anew: devices subscribe again. */
export function openVapid(path: string, subject: string): Vapid {
  const key = readKey(path) ?? makeKey(path);
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const publicKey = point.toString('base64url');
  const issued = new Map<string, { token: string; expires: number }>();
  return {
    publicKey,
    authorization: (audience, nowMs) => {
      const now = Math.floor(nowMs / 1000);
      let one = issued.get(audience);
      const fresh = one && one.expires - now > TOKEN_SECONDS / 2 && one.expires - now <= TOKEN_SECONDS;
      if (!one || !fresh) {
        const expires = now + TOKEN_SECONDS;
        one = { token: issue(key, { aud: audience, exp: expires, sub: subject }), expires };
        issued.set(audience, one);
      }
      return `vapid t=${one.token}, k=${publicKey}`;
    },
  };
}

function issue(key: KeyObject, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function readKey(path: string): KeyObject | null {
  const stored = readPrivateFile(path);
  if (stored === null) return null;
  try {
    const key = createPrivateKey(stored);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null;
  }
}

function makeKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  writePrivateFile(path, String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  return privateKey;
}
