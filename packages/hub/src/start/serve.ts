import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Server as TlsServer } from 'node:tls';
import { hashSecret, secretToken } from '../access/secrets.ts';
import { loadConfig } from '../config/load.ts';
import { StartProblem } from '../config/problem.ts';
import { isWildcard, type ServeConfig } from '../config/resolve.ts';
import { createKnownHosts } from '../http/known-hosts.ts';
import { openRunnerPort } from '../http/runner-port.ts';
import { codeOf, makePrivateDirectory, readPrivateFile, writePrivateFile } from '../private-files.ts';
import { type Certificates, localCertificates, ownCertificates } from '../tls/certificates.ts';
import { type Addresses, addressesOf, urlOf } from './addresses.ts';
import { checkConfiguredPassword, ensureAdmin } from './first-admin.ts';
import { createFrontDoor, type FrontDoor } from './front-door.ts';
import { authorityLines, listeningLine, setupLines, setupLink } from './greeting.ts';
import type { HubParts, PartsOptions } from './hub-parts.ts';
import { openLog } from './log.ts';
import { startRunnerBeside } from './runner-beside.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Starts a hub in order: configuration, data directory, storage, certificates, port, runner. Whatever fails on the way
 * closes what was opened before it, in reverse. Decides nothing about sessions or rights.
 */
export interface Running {
  readonly url: string;
  readonly port: number;
  /** Ends everything but Claude: its processes belong to the holder. */
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;

export type OpenParts = (options: PartsOptions) => Promise<HubParts>;

/** Throws `StartProblem`. */
export async function startHub(around: Surroundings, openParts: OpenParts): Promise<Running> {
  const loaded = loadConfig(around.args, around.env, around.place);
  const config = { ...loaded, port: around.keptPort ?? loaded.port };
  const warning = checkConfiguredPassword(config);
  const opened: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const address = await open(around, { config, openParts, opened });
    if (warning) around.say(warning);
    return { ...address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Opening {
  readonly config: ServeConfig;
  readonly openParts: OpenParts;
  /** How to close what is open so far, in order. */
  readonly opened: (() => void | Promise<void>)[];
}

async function open(
  around: Surroundings,
  { config, openParts, opened }: Opening,
): Promise<{ url: string; port: number }> {
  const { dataDir } = config;
  makePrivateDirectory(dataDir);
  const { log, close } = openLog(dataDir);
  opened.push(close);
  const { version, now, clock, random, newId } = around;
  const push = { hosts: config.pushHosts, contact: pushContact(config) };
  const parts = await openParts({ dataDir, version, demo: config.demo, push, log, now, clock, random, newId });
  opened.push(() => parts.close());

  const addresses = addressesOf(config.host, around.network(), around.place.hostname);
  const certificates = makeCertificates(config, addresses, around);
  let port = config.port;
  const door = await createFrontDoor({
    ...around,
    core: parts.core,
    store: parts.store,
    stepUps: parts.stepUps,
    sockets: parts,
    registerApi: (app) => parts.registerApi(app),
    hosts: () => knownHosts(config, addresses, port),
    certificates: certificates && { ...certificates, authority: certificates.authority?.pem ?? null },
    chat: config,
    deviceKey: deviceKey(dataDir, around),
    log,
  });
  opened.push(() => door.app.close());
  opened.push(() => parts.leave());
  if (config.admin) await ensureAdmin({ ...door, ...around, store: parts.store }, config.admin);
  port = await listen(door, config);
  const url = urlOf(certificates ? 'https' : 'http', addresses.shown, port);
  if (certificates?.authority) opened.push(renewDaily(around, { config, addresses, door }));
  if (config.runner) {
    const hub = await hubForRunner(around, { config, port, certificates, door, opened });
    const runner = await startRunnerBeside({ around, config, parts, log, hub });
    opened.push(() => runner.stop());
  }
  await greet(around, { url: config.publicUrl ?? url, door, parts, certificates });
  log.info({ url, version, demo: config.demo }, 'listening');
  return { url, port };
}

function makeCertificates(config: ServeConfig, { names }: Addresses, around: Surroundings): Certificates | null {
  switch (config.tls.mode) {
    case 'off':
      return null;
    case 'files':
      return ownCertificates(config.tls);
    case 'self-signed':
      return localCertificates(join(config.dataDir, 'certs'), { names, now: around.now(), random: around.random });
  }
}

/** A hub that runs for a year must not end with its certificate. */
function renewDaily(
  around: Surroundings,
  { config, addresses, door }: { config: ServeConfig; addresses: Addresses; door: FrontDoor },
): () => void {
  const again = () =>
    around.clock.timer(DAY_MS, () => {
      cancel = again();
      const renewed = makeCertificates(config, addresses, around);
      if (renewed && door.app.server instanceof TlsServer) {
        door.app.server.setSecureContext({ cert: renewed.cert, key: renewed.key });
      }
    });
  let cancel = again();
  return () => cancel();
}

/** Where the runner beside this hub finds it, and whom it believes there. */
async function hubForRunner(
  around: Surroundings,
  hub: {
    config: ServeConfig;
    port: number;
    certificates: Certificates | null;
    door: FrontDoor;
    opened: Opening['opened'];
  },
): Promise<{ url: string; ca: string | null }> {
  const { config, certificates } = hub;
  if (!certificates) return { url: urlOf('ws', reachable(config.host), hub.port), ca: null };
  if (certificates.authority) {
    return { url: urlOf('wss', reachable(config.host), hub.port), ca: certificates.authority.pem };
  }
  const names = ['127.0.0.1'];
  const local = localCertificates(join(config.dataDir, 'certs'), { names, now: around.now(), random: around.random });
  const door = await openRunnerPort(local, hub.door.sockets);
  hub.opened.push(() => door.close());
  return { url: urlOf('wss', '127.0.0.1', door.port), ca: door.authority };
}

/** Whom a push service may turn to; some refuse a token without it. */
function pushContact({ publicUrl }: ServeConfig): string {
  return publicUrl?.startsWith('https:') ? publicUrl : 'mailto:owner@claude-remote.invalid';
}

/** Where the hub can be reached from its own computer. */
function reachable(host: string): string {
  if (host === '::') return '::1';
  return isWildcard(host) || host === 'localhost' ? '127.0.0.1' : host;
}

function knownHosts(config: ServeConfig, { names }: Addresses, port: number) {
  return createKnownHosts({ names, port, tls: config.tls.mode !== 'off', publicUrl: config.publicUrl });
}

/** Signs the marks of known devices; a new one only means that browsers count as unknown once. */
function deviceKey(dataDir: string, { random }: Surroundings): string {
  const path = join(dataDir, 'device.key');
  const stored = readPrivateFile(path);
  if (stored) return hashSecret(stored);
  const made = secretToken(random);
  writePrivateFile(path, made);
  return hashSecret(made);
}

async function listen({ app }: FrontDoor, { host, port }: ServeConfig): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw listenProblem(error, host, port);
  }
  return portOf(app.server);
}

function listenProblem(error: unknown, host: string, port: number): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartProblem(
        `--port: something else already listens on ${host}:${port}; stop it, or give another port (0 picks a free one).`,
      );
    case 'EACCES':
      return new StartProblem(`--port: listening on ${host}:${port} is not allowed here; give a port above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartProblem(`--host: ${host} is no address of this computer; give one, or 127.0.0.1.`);
    default:
      return error;
  }
}

function portOf(server: Server): number {
  // It listens on TCP, so the address is not a pipe's name.
  return (server.address() as AddressInfo).port;
}

async function greet(
  around: Surroundings,
  hub: { url: string; door: FrontDoor; parts: HubParts; certificates: Certificates | null },
): Promise<void> {
  const authority = hub.certificates?.authority;
  if (authority?.fresh) for (const line of authorityLines(authority.fingerprint, hub.url)) around.say(line);
  around.say(listeningLine(hub.url));
  const hasAdmin = (await hub.parts.store.users()).some(({ role }) => role === 'admin');
  if (hasAdmin) return;
  for (const line of setupLines(setupLink(hub.url, hub.door.setup.issue()))) around.say(line);
}
