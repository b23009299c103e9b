import { createCipheriv, createECDH, hkdfSync } from 'node:crypto';
import type { Random } from '../access/secrets.ts';

/** Encrypts a push for one device so that the push service cannot read it (RFC 8291, one record of aes128gcm). */
export interface DeviceKeys {
  /** Uncompressed P-256 point, base64url. */
  readonly p256dh: string;
  /** 16 bytes, base64url. */
  readonly auth: string;
}

/** Bytes that every push service takes: 4,096 less header, padding mark and tag. */
export const MAX_PUSH_BYTES = 3_993;
const RECORD_BYTES = 4_096;

/** Throws when the device's key is no point of the curve. */
export function encryptPush(content: string, device: DeviceKeys, random: Random): Buffer {
  const theirs = Buffer.from(device.p256dh, 'base64url');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey(random));
  const ours = pair.getPublicKey();
  const salt = random(16);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours]);
  const secret = derive(pair.computeSecret(theirs), Buffer.from(device.auth, 'base64url'), { info, bytes: 32 });
  const key = derive(secret, salt, { info: Buffer.from('Content-Encoding: aes128gcm\0'), bytes: 16 });
  const nonce = derive(secret, salt, { info: Buffer.from('Content-Encoding: nonce\0'), bytes: 12 });
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const sealed = [cipher.update(content, 'utf8'), cipher.update(LAST_RECORD), cipher.final(), cipher.getAuthTag()];
  const header = Buffer.alloc(5);
  header.writeUInt32BE(RECORD_BYTES);
  header.writeUInt8(ours.length, 4);
  return Buffer.concat([salt, header, ours, ...sealed]);
}

const LAST_RECORD = Buffer.from([2]);

function derive(secret: Buffer, salt: Buffer, { info, bytes }: { info: Buffer; bytes: number }): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}

/** 32 random bytes are a key unless they are 0 or beyond the curve's order, which nobody will live to see. */
function privateKey(random: Random): Buffer {
  return random(32);
}

/** Null when the keys are those of a device; else what is wrong. */
export function deviceKeysProblem({ p256dh, auth }: DeviceKeys): string | null {
  if (Buffer.from(auth, 'base64url').length !== 16) return 'auth must be 16 bytes';
  try {
    const probe = createECDH('prime256v1');
    probe.generateKeys();
    probe.computeSecret(Buffer.from(p256dh, 'base64url'));
    return null;
  } catch {
    return 'p256dh must be a point of P-256';
  }
}
