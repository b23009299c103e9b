import { isIP } from 'node:net';

/**
 * The names under which this hub answers, and the origins that belong to them. A page on another site that points its
 * own name at this address (DNS rebinding) is told apart by the Host header alone, so the port is compared too.
 */
export interface KnownHosts {
  /** What a Host header stands for; null when it is not ours. */
  find(host: string | undefined): KnownHost | null;
}

export interface KnownHost {
  /** The only origin whose pages may talk to us under this name. */
  readonly origin: string;
  /** Whether the browser is on TLS there, at a proxy or here. */
  readonly secure: boolean;
}

export function createKnownHosts(options: {
  readonly names: readonly string[];
  readonly port: number;
  readonly tls: boolean;
  readonly publicUrl: string | null;
}): KnownHosts {
  const hosts = new Map<string, KnownHost>();
  const scheme = options.tls ? 'https' : 'http';
  for (const name of options.names) add(hosts, `${scheme}://${isIP(name) === 6 ? `[${name}]` : name}:${options.port}`);
  if (options.publicUrl) add(hosts, options.publicUrl);
  return {
    find: (host) => {
      if (host === undefined || host.length > 255) return null;
      return hosts.get(host.toLowerCase()) ?? null;
    },
  };
}

function add(hosts: Map<string, KnownHost>, address: string): void {
  const url = new URL(address);
  const known: KnownHost = { origin: url.origin, secure: url.protocol === 'https:' };
  // `host` leaves the scheme's own port out, as browsers do; clients may also write it.
  hosts.set(url.host, known);
  hosts.set(`${url.hostname}:${url.port || (known.secure ? '443' : '80')}`, known);
}
