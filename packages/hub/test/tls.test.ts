import { randomBytes, X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StartProblem } from '../src/config/problem.ts';
import { localCertificates, ownCertificates } from '../src/tls/certificates.ts';

const DAY_MS = 86_400_000;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'claude-remote-tls-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const names = ['localhost', '127.0.0.1', '::1', 'tower.local', '192.168.7.20', 'fd00::1:2'];
const make = (change: { names?: string[]; now?: number } = {}) =>
  localCertificates(directory, { names, now: Date.now(), random: randomBytes, ...change });

describe('local certificates', () => {
  test('[AC18] a TLS client that trusts the authority accepts the server under each of its names', async () => {
    const { cert, key, authority } = make();
    const server = createServer({ cert, key, minVersion: 'TLSv1.2' }, (socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const reach = (host: string, ca: string | undefined) =>
      new Promise<string>((resolve) => {
        const options = { port, host: '127.0.0.1', ...(ca ? { ca } : {}) };
        const socket = connect({ ...options, checkServerIdentity: (_, peer) => checkName(host, peer.raw) }, () => {
          resolve(socket.getProtocol() ?? '');
          socket.destroy();
        });
        socket.on('error', (error) => resolve(error.message));
      });
    for (const host of names) expect(await reach(host, authority?.pem), host).toBe('TLSv1.3');
    expect(await reach('evil.example', authority?.pem)).toContain('not for');
    expect(await reach('localhost', undefined)).not.toBe('TLSv1.3');
    server.close();
  });

  const checkName = (host: string, raw: Buffer) => {
    const cert = new X509Certificate(raw);
    return (isIP(host) ? cert.checkIP(host) : cert.checkHost(host)) ? undefined : new Error(`not for ${host}`);
  };

  test('[AC18] the authority signs servers only, the server lives at most 397 days and is no authority', () => {
    const { cert, authority } = make();
    const server = new X509Certificate(cert);
    const ca = new X509Certificate(authority?.pem ?? '');
    expect(ca.ca).toBe(true);
    expect(server.ca).toBe(false);
    expect(server.verify(ca.publicKey)).toBe(true);
    expect(ca.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(Date.parse(server.validTo) - Date.parse(server.validFrom)).toBeLessThanOrEqual(397 * DAY_MS);
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  test('[AC18] the next start shows the same certificates; near the end or under a new name the server gets another', () => {
    const first = make();
    expect(first.authority?.fresh).toBe(true);
    const second = make();
    expect(second.cert).toBe(first.cert);
    expect(second.authority).toEqual({ ...first.authority, fresh: false });
    const later = make({ now: Date.now() + 370 * DAY_MS });
    expect(later.cert).not.toBe(first.cert);
    expect(later.authority?.fingerprint).toBe(first.authority?.fingerprint);
    const moved = make({ names: [...names, '10.0.0.9'] });
    expect(new X509Certificate(moved.cert).checkIP('10.0.0.9')).toBe('10.0.0.9');
    expect(moved.authority?.fingerprint).toBe(first.authority?.fingerprint);
  });

  test('[AC19] every file is for its owner only, and a key that others may read is refused', () => {
    make();
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    chmodSync(join(directory, 'ca.key'), 0o644);
    expect(() => make()).toThrow(StartProblem);
    expect(() => make()).toThrow(/ca\.key may be read by others \(mode 644\)/);
  });

  test('[AC19] a damaged server certificate is made anew, a damaged authority is named', () => {
    const { authority } = make();
    writeFileSync(join(directory, 'server.crt'), 'garbage', { mode: 0o600 });
    expect(make().authority?.fingerprint).toBe(authority?.fingerprint);
    writeFileSync(join(directory, 'ca.crt'), 'garbage', { mode: 0o600 });
    expect(() => make()).toThrow(/damaged/);
  });

  test('[AC19] own files are checked before anything listens', () => {
    make();
    const cert = join(directory, 'server.crt');
    const key = join(directory, 'server.key');
    expect(ownCertificates({ cert, key })).toEqual({
      cert: readFileSync(cert, 'utf8'),
      key: readFileSync(key, 'utf8'),
      authority: null,
    });
    expect(() => ownCertificates({ cert, key: join(directory, 'ca.key') })).toThrow(
      /does not belong to the certificate/,
    );
    expect(() => ownCertificates({ cert: key, key })).toThrow(/must be a certificate and its key in PEM/);
    expect(() => ownCertificates({ cert: '/nowhere', key })).toThrow(/--tls-cert: \/nowhere cannot be read/);
  });
});
