import { createECDH, randomBytes } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decrypt, PushServiceStandIn } from '../../testkit/src/push-service.ts';
import { temporaryDirectory } from '../../testkit/src/temporary.ts';
import { deviceKeysProblem, encryptPush } from '../src/attention/encrypt.ts';
import { endpointProblem, isPublicAddress } from '../src/attention/endpoint.ts';
import { postPush } from '../src/attention/push-post.ts';
import { openVapid } from '../src/attention/vapid.ts';
import { localCertificates } from '../src/tls/certificates.ts';

let directory: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  directory = temporaryDirectory('push');
});
afterEach(() => directory.remove());

const base64 = (text: string) => Buffer.from(text, 'base64url');

describe('what a push service gets', () => {
  test('[PN1] the example of RFC 8291 comes out to the byte', () => {
    const secret = base64('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw');
    const salt = base64('DGv6ra1nlYgDCS1FRnbzlw');
    const device = {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    };
    const sealed = encryptPush('When I grow up, I want to be a watermelon', device, (bytes) =>
      bytes === 32 ? secret : salt,
    );
    expect(sealed.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
  });

  test('[PN1] only the device reads it', () => {
    const pair = createECDH('prime256v1');
    pair.generateKeys();
    const auth = randomBytes(16);
    const keys = { p256dh: pair.getPublicKey('base64url'), auth: auth.toString('base64url') };
    expect(decrypt(encryptPush('{"한글":"é"}', keys, randomBytes), { pair, auth })).toBe('{"한글":"é"}');
    expect(() => decrypt(encryptPush('x', keys, randomBytes), { pair, auth: randomBytes(16) })).toThrow();
    expect(deviceKeysProblem(keys)).toBeNull();
    expect(deviceKeysProblem({ ...keys, auth: 'AAAA' })).toContain('16 bytes');
    expect(deviceKeysProblem({ ...keys, p256dh: 'AAAA' })).toContain('P-256');
    expect(deviceKeysProblem({ ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') })).toContain('P-256');
  });

  test('[PN2] the hub has a key of its own, made once, for its owner only', () => {
    const path = join(directory.path, 'push.key');
    const first = openVapid(path, 'mailto:a@example.org');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(openVapid(path, 'mailto:a@example.org').publicKey).toBe(first.publicKey);
    expect(base64(first.publicKey)).toHaveLength(65);
    writeFileSync(path, 'damaged');
    expect(openVapid(path, 'mailto:a@example.org').publicKey).not.toBe(first.publicKey);
  });

  test('[PN2] a token is used again for hours, and made anew before it ends or when the clock was wrong', () => {
    const vapid = openVapid(join(directory.path, 'push.key'), 'mailto:a@example.org');
    const at = (hours: number) => vapid.authorization('https://push.example.org', hours * 3_600_000);
    const first = at(100);
    expect(at(105)).toBe(first);
    expect(at(107)).not.toBe(first);
    const ahead = at(200);
    expect(at(110)).not.toBe(ahead);
  });
});

describe('where a push may go', () => {
  test.each([
    'https://fcm.googleapis.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/x',
    'https://web.push.apple.com/Qx',
    'https://wns2-par02p.notify.windows.com/w/?token=x',
    'https://push.my-home.org:8443/x',
  ])('[PN3] %s', (endpoint) => {
    expect(endpointProblem(endpoint, ['push.my-home.org:8443'])).toBeNull();
  });

  test.each([
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com:8443/x',
    'https://user:pw@fcm.googleapis.com/x',
    'https://fcm.googleapis.com.evil.org/x',
    'https://evilpush.apple.com/x',
    'https://push.apple.com.evil.org/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/x',
    'https://push.my-home.org/x',
    'file:///etc/passwd',
    'fcm.googleapis.com',
    `https://fcm.googleapis.com/${'x'.repeat(1_000)}`,
  ])('[PN3] not %s', (endpoint) => {
    expect(endpointProblem(endpoint, ['push.my-home.org:8443'])).not.toBeNull();
  });

  test('[PN3] addresses of private networks are told from those of the internet', () => {
    const inside =
      '127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1';
    const inside6 =
      '::1 :: fe80::1 fc00::1 fd12::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 2002:7f00:1:: ff02::1';
    for (const address of `${inside} ${inside6} x`.split(' ')) expect(isPublicAddress(address), address).toBe(false);
    for (const address of '8.8.8.8 172.32.0.1 2a00:1450:4001::200a'.split(' ')) {
      expect(isPublicAddress(address), address).toBe(true);
    }
  });

  const post = { endpoint: 'https://fcm.googleapis.com/x', headers: {}, body: Buffer.from('x') };

  test('[PN3] a known name that leads into a private network, even in part, is not asked', async () => {
    const lookup = async () => [
      { address: '142.250.1.1', family: 4 },
      { address: '192.168.1.1', family: 4 },
    ];
    expect(await postPush(post, { own: [], lookup })).toEqual({
      kind: 'unreachable',
      why: 'the name leads into a private network',
    });
    expect(await postPush(post, { own: [], lookup: async () => [] })).toMatchObject({ kind: 'unreachable' });
  });

  test('[PN3] a service of one’s own is reached at the address that was judged, and must prove its name', async () => {
    const names = ['127.0.0.1'];
    const made = localCertificates(join(directory.path, 'certs'), { names, now: Date.now(), random: randomBytes });
    const service = new PushServiceStandIn();
    const origin = await service.listen(made);
    try {
      const vapid = openVapid(join(directory.path, 'push.key'), 'mailto:owner@example.org');
      const device = service.subscribe(vapid.publicKey);
      const push = {
        endpoint: device.endpoint,
        body: encryptPush('{"type":"test"}', device.keys, randomBytes),
        headers: {
          authorization: vapid.authorization(origin, Date.now()),
          'content-encoding': 'aes128gcm',
          ttl: '60',
          urgency: 'high',
          topic: 'x',
        },
      };
      const options = { own: [new URL(origin).host], lookup: async () => [] };
      expect(await postPush(push, options)).toMatchObject({ kind: 'unreachable' }); // nobody vouches for it
      const trusting = { ...options, ca: [made.authority?.pem ?? ''] };
      expect(await postPush(push, trusting)).toEqual({ kind: 'answered', status: 201, retryAfter: null });
      expect(service.taken).toMatchObject([{ ttl: 60, urgency: 'high', message: { type: 'test' } }]);
      expect(await postPush({ ...push, endpoint: `${origin}/else` }, trusting)).toMatchObject({ status: 410 });
      service.refusals.push({ status: 429, retryAfter: '7' });
      expect(await postPush(push, trusting)).toEqual({ kind: 'answered', status: 429, retryAfter: '7' });
      expect(await postPush(push, { ...trusting, own: [] })).toMatchObject({ kind: 'unreachable' });
    } finally {
      await service.close();
    }
  });
});
