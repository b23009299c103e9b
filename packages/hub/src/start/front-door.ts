import type { Clock } from '@claude-remote/link';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { type Access, createAccess } from '../access/access.ts';
import { type Audit, createAudit } from '../access/audit.ts';
import { createPairings } from '../access/pairings.ts';
import { createPasswords, type Passwords } from '../access/passwords.ts';
import type { Principal } from '../access/principal.ts';
import type { Random } from '../access/secrets.ts';
import { createSetupCode, type SetupCode } from '../access/setup-code.ts';
import type { StepUps } from '../access/step-ups.ts';
import type { AccessStore } from '../access/store.ts';
import type { ServeConfig } from '../config/resolve.ts';
import type { HubCore } from '../core.ts';
import { registerDevices } from '../doors/api-devices.ts';
import { registerAuth } from '../doors/auth.ts';
import { registerCompatChat } from '../doors/compat-chat.ts';
import { createConversations } from '../doors/compat-conversation.ts';
import { registerHealth } from '../doors/health.ts';
import { registerHub } from '../doors/hub.ts';
import { collectRoutes, registerOpenApi } from '../doors/openapi.ts';
import { type PairingDoor, registerPairing } from '../doors/pairing.ts';
import { registerPassword } from '../doors/password.ts';
import { registerSetup, type SetupDoor } from '../doors/setup.ts';
import { registerStatic } from '../doors/static.ts';
import { registerTokens, registerUsers } from '../doors/users.ts';
import type { KnownHosts } from '../http/known-hosts.ts';
import type { DeclaredRoute } from '../http/route-access.ts';
import { createHttpServer } from '../http/server.ts';
import { watchSocketLogins } from '../http/socket-logins.ts';
import { createUpgradeHandler, type Upgrades } from '../http/upgrade.ts';

/** Everything that listens, put together around a core: routes, sockets and who may use them. Opens no port itself. */
export interface FrontDoor {
  readonly app: FastifyInstance;
  /** For another port that opens sockets too. */
  readonly sockets: Omit<Upgrades, 'hosts'>;
  readonly routes: readonly DeclaredRoute[];
  readonly access: Access;
  readonly audit: Audit;
  readonly passwords: Passwords;
  readonly setup: SetupCode;
}

export interface FrontDoorOptions {
  readonly core: HubCore;
  readonly store: AccessStore;
  readonly stepUps: StepUps;
  readonly sockets: {
    acceptClient(socket: WebSocket, principal: Principal): void;
    acceptRunner(socket: WebSocket): void;
    closeLogin(login: string): void;
  };
  /** Registers the core's own routes under /api/v1. */
  readonly registerApi: (app: FastifyInstance) => void | Promise<void>;
  readonly hosts: () => KnownHosts;
  readonly certificates: { readonly cert: string; readonly key: string; readonly authority: string | null } | null;
  readonly chat: Pick<ServeConfig, 'chatMode' | 'silenceMs'>;
  readonly webRoot: string;
  readonly version: string;
  readonly deviceKey: string;
  readonly log: Logger;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  /** Ends this hub and starts it anew. */
  readonly restart: () => void;
}

export async function createFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const { store, log, now, random, core } = options;
  const audit = createAudit({ store, log, now });
  const passwords = createPasswords();
  const access = createAccess({ ...options, passwords, audit });
  const setup = createSetupCode({ random, now });
  const { app, routes } = createHttpServer({
    hosts: options.hosts,
    tls: options.certificates,
    access,
    log,
    newRef: () => random(6).toString('hex'),
  });
  const logins = watchSocketLogins({
    logins: access.logins,
    closeLogin: options.sockets.closeLogin,
    clock: options.clock,
  });
  app.addHook('onClose', async () => logins.stop());
  const upgrade = { ...options.sockets, access, logins, log };
  app.server.on('upgrade', createUpgradeHandler({ ...upgrade, hosts: options.hosts }));

  const pairings = createPairings({ random, now });
  const parts = { access, audit, passwords, setup, pairings };
  const door: SetupDoor & PairingDoor & { restart: () => void } = { ...options, ...options.sockets, ...parts };
  await collectRoutes(app, options.version);
  registerHealth(app, { version: options.version, authority: options.certificates?.authority ?? null });
  registerAuth(app, door);
  registerSetup(app, door);
  registerUsers(app, door);
  registerTokens(app, door);
  registerPassword(app, door);
  registerDevices(app, door);
  registerPairing(app, door);
  registerHub(app, door);
  const idleMs = options.chat.silenceMs;
  const conversations = createConversations({ ...options, core, mode: options.chat.chatMode, idleMs });
  registerCompatChat(app, { conversations, store, idleMs });
  await options.registerApi(app);
  registerOpenApi(app);
  await registerStatic(app, options.webRoot);
  return { app, sockets: upgrade, routes, access, audit, passwords, setup };
}
