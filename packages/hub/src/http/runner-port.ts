import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificates } from '../tls/certificates.ts';
import { createKnownHosts } from './known-hosts.ts';
import { createUpgradeHandler, type Upgrades } from './upgrade.ts';

/**
 * A second, loopback-only port for the runner on this computer, with a certificate of our own: the person's certificate
 * is for a public name, under which this computer may not even reach itself. Answers no request, only upgrades.
 */
export interface RunnerPort {
  readonly port: number;
  /** PEM of the authority to pin. */
  readonly authority: string;
  close(): Promise<void>;
}

export async function openRunnerPort(local: Certificates, upgrade: Omit<Upgrades, 'hosts'>): Promise<RunnerPort> {
  const server = createServer({ cert: local.cert, key: local.key, minVersion: 'TLSv1.3' }, (_request, response) => {
    response.writeHead(404, { connection: 'close' }).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const hosts = createKnownHosts({ names: ['127.0.0.1'], port, tls: true, publicUrl: null });
  server.on('upgrade', createUpgradeHandler({ ...upgrade, hosts: () => hosts }));
  return {
    port,
    authority: local.authority?.pem ?? local.cert,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
