import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Random } from '../access/secrets.ts';
import { StartProblem } from '../config/problem.ts';
import { codeOf, makePrivateDirectory, readPrivateFile, writePrivateFile } from '../private-files.ts';
import { issueCertificate } from './issue.ts';

/**
 * The certificates this hub shows: made by a local authority that lives in the data directory, or the person's own
 * files. It does not listen and trusts nobody.
 */
export interface Certificates {
  readonly cert: string;
  readonly key: string;
  /** The local authority, for people to trust once and for the runner to pin; null with the person's own files. */
  readonly authority: { readonly pem: string; readonly fingerprint: string; readonly fresh: boolean } | null;
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** Browsers refuse server certificates that live longer than 398 days. */
const SERVER_DAYS = 397;
/** Renewed when less than this is left. */
const RENEW_DAYS = 30;
/** A clock that is a little behind must not see a certificate of the future. */
const BACKDATE_MS = 3_600_000;

export function localCertificates(
  directory: string,
  options: { names: readonly string[]; now: number; random: Random },
): Certificates {
  makePrivateDirectory(directory);
  const authority = readAuthority(directory, options) ?? makeAuthority(directory, options);
  const server = readServer(directory, authority.cert, options) ?? makeServer(directory, authority, options);
  return {
    cert: server.cert + authority.pem,
    key: server.key,
    authority: { pem: authority.pem, fingerprint: authority.cert.fingerprint256, fresh: authority.fresh },
  };
}

interface Authority {
  readonly pem: string;
  readonly cert: X509Certificate;
  readonly key: KeyObject;
  readonly fresh: boolean;
}

interface Wish {
  readonly names: readonly string[];
  readonly now: number;
  readonly random: Random;
}

function readAuthority(directory: string, { now }: Wish): Authority | null {
  const pem = readPrivateFile(join(directory, 'ca.crt'));
  const key = readPrivateFile(join(directory, 'ca.key'));
  if (pem === null || key === null) return null;
  try {
    const cert = new X509Certificate(pem);
    const privateKey = createPrivateKey(key);
    const lives = Date.parse(cert.validTo) - now > SERVER_DAYS * DAY_MS;
    if (!cert.checkPrivateKey(privateKey) || !lives) return null;
    return { pem, cert, key: privateKey, fresh: false };
  } catch (error) {
    throw new StartProblem(
      `${join(directory, 'ca.crt')} or ca.key beside it is damaged (${codeOf(error)}); delete both.`,
    );
  }
}

function makeAuthority(directory: string, { now, random }: Wish): Authority {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = `claude-remote local CA ${random(4).toString('hex')}`;
  const pem = issueCertificate({
    subject: name,
    issuer: name,
    serial: random(16),
    from: new Date(now - BACKDATE_MS),
    until: new Date(now + AUTHORITY_DAYS * DAY_MS),
    subjectKey: privateKey,
    issuerKey: privateKey,
    use: { kind: 'authority' },
  });
  writePrivateFile(join(directory, 'ca.key'), pkcs8(privateKey));
  writePrivateFile(join(directory, 'ca.crt'), pem);
  return { pem, cert: new X509Certificate(pem), key: privateKey, fresh: true };
}

function readServer(directory: string, authority: X509Certificate, wish: Wish): { cert: string; key: string } | null {
  const pem = readPrivateFile(join(directory, 'server.crt'));
  const key = readPrivateFile(join(directory, 'server.key'));
  if (pem === null || key === null) return null;
  try {
    const cert = new X509Certificate(pem);
    const good =
      cert.checkIssued(authority) &&
      cert.verify(authority.publicKey) &&
      cert.checkPrivateKey(createPrivateKey(key)) &&
      Date.parse(cert.validTo) - wish.now > RENEW_DAYS * DAY_MS &&
      Date.parse(cert.validFrom) <= wish.now &&
      wish.names.every((name) => (isIP(name) ? cert.checkIP(name) : cert.checkHost(name)) !== undefined);
    return good ? { cert: pem, key } : null;
  } catch {
    // Damaged: it is made anew from the authority, nothing is lost.
    return null;
  }
}

function makeServer(directory: string, authority: Authority, wish: Wish): { cert: string; key: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = issueCertificate({
    subject: 'claude-remote',
    issuer: commonNameOf(authority.cert),
    serial: wish.random(16),
    from: new Date(wish.now - BACKDATE_MS),
    until: new Date(wish.now + SERVER_DAYS * DAY_MS - BACKDATE_MS),
    subjectKey: privateKey,
    issuerKey: authority.key,
    use: { kind: 'server', names: wish.names },
  });
  const key = pkcs8(privateKey);
  writePrivateFile(join(directory, 'server.key'), key);
  writePrivateFile(join(directory, 'server.crt'), cert);
  return { cert, key };
}

function commonNameOf(cert: X509Certificate): string {
  return cert.subject.replace(/^CN=/, '');
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The person's own certificate. Checked before anything listens, so that a wrong file is a clear line. */
export function ownCertificates(paths: { cert: string; key: string }): Certificates {
  const cert = readOwn(paths.cert, '--tls-cert');
  const key = readOwn(paths.key, '--tls-key');
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
      throw new StartProblem(`--tls-key: ${paths.key} does not belong to the certificate ${paths.cert}.`);
    }
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    throw new StartProblem(
      `--tls-cert, --tls-key: ${paths.cert} and ${paths.key} must be a certificate and its key in PEM.`,
    );
  }
  return { cert, key, authority: null };
}

function readOwn(path: string, flag: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartProblem(`${flag}: ${path} cannot be read (${codeOf(error)}).`);
  }
}
