import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { isIP, SocketAddress } from 'node:net';
import { bits, boolean, type Der, integer, octets, oid, sequenceOf, setOf, tagged, text, time } from './der.ts';

/**
 * Makes the two certificates this hub needs: a local authority that may sign servers only, and the server's own. P-256
 * with SHA-256 throughout. Pure but for the randomness inside the signature.
 */
export interface CertificatePlan {
  readonly subject: string;
  readonly issuer: string;
  /** 16 random bytes. */
  readonly serial: Buffer;
  readonly from: Date;
  readonly until: Date;
  readonly subjectKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly use: { readonly kind: 'authority' } | { readonly kind: 'server'; readonly names: readonly string[] };
}

const ECDSA_SHA256 = sequenceOf(oid('1.2.840.10045.4.3.2'));
const SERVER_AUTH = oid('1.3.6.1.5.5.7.3.1');

/** The certificate in PEM. */
export function issueCertificate(plan: CertificatePlan): string {
  const body = sequenceOf(
    tagged(0xa0, integer(Buffer.from([2]))),
    // The first bit is cleared: serial numbers are positive and at most 20 bytes.
    integer(Buffer.concat([Buffer.from([((plan.serial[0] ?? 0) & 0x7f) | 0x40]), plan.serial.subarray(1)])),
    ECDSA_SHA256,
    nameOf(plan.issuer),
    sequenceOf(time(plan.from), time(plan.until)),
    nameOf(plan.subject),
    publicKeyOf(plan.subjectKey),
    tagged(0xa3, sequenceOf(...extensionsOf(plan))),
  );
  const signature = sign('sha256', body, plan.issuerKey);
  const der = sequenceOf(body, ECDSA_SHA256, bits(signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function nameOf(commonName: string): Der {
  return sequenceOf(setOf(sequenceOf(oid('2.5.4.3'), text(commonName))));
}

function publicKeyOf(key: KeyObject): Der {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'der' });
}

function extensionsOf(plan: CertificatePlan): Der[] {
  const identifiers = [
    extension('2.5.29.14', octets(keyIdentifier(plan.subjectKey))),
    extension('2.5.29.35', sequenceOf(tagged(0x80, keyIdentifier(plan.issuerKey)))),
  ];
  if (plan.use.kind === 'authority') {
    return [
      // An authority with no authorities below it, for nothing but servers.
      critical('2.5.29.19', sequenceOf(boolean(true), integer(Buffer.from([0])))),
      critical('2.5.29.15', bits(Buffer.from([0x06]), 1)),
      extension('2.5.29.37', sequenceOf(SERVER_AUTH)),
      ...identifiers,
    ];
  }
  return [
    critical('2.5.29.19', sequenceOf()),
    critical('2.5.29.15', bits(Buffer.from([0x80]), 7)),
    extension('2.5.29.37', sequenceOf(SERVER_AUTH)),
    extension('2.5.29.17', sequenceOf(...plan.use.names.map(alternativeName))),
    ...identifiers,
  ];
}

function extension(id: string, value: Der): Der {
  return sequenceOf(oid(id), octets(value));
}

function critical(id: string, value: Der): Der {
  return sequenceOf(oid(id), boolean(true), octets(value));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1').update(publicKeyOf(key)).digest();
}

function alternativeName(name: string): Der {
  return isIP(name) === 0 ? tagged(0x82, Buffer.from(name, 'ascii')) : tagged(0x87, addressBytes(name));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // Node writes the shortest form; spread `::` to eight groups.
  const [left = '', right] = new SocketAddress({ address, family: 'ipv6' }).address.split('::');
  const head = left ? left.split(':') : [];
  const tail = right ? right.split(':') : [];
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return Buffer.concat([...head, ...zeros, ...tail].map((group) => Buffer.from(group.padStart(4, '0'), 'hex')));
}
