import type { Clock } from '@claude-remote/link';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Principal } from '../access/principal.ts';
import type { Random } from '../access/secrets.ts';
import type { StepUps } from '../access/step-ups.ts';
import type { AccessStore } from '../access/store.ts';
import type { HubCore } from '../core.ts';
import type { Storage } from '../storage/storage.ts';

/** Where notifications may go, beside the push services of the browsers. */
interface PushSettings {
  /** `host` or `host:port` of push services of one's own; they may stand in a private network. */
  readonly hosts: readonly string[];
  /** Whom a push service may turn to: a URL or `mailto:`. */
  readonly contact: string;
}

/** The core with what it stands on, opened on a data directory. Made before anything listens, closed last. */
export interface HubParts {
  readonly core: HubCore;
  readonly store: AccessStore;
  readonly stepUps: StepUps;
  /** Names this hub to its machines; made once. */
  readonly hubId: string;
  acceptClient(socket: WebSocket, principal: Principal): void;
  acceptRunner(socket: WebSocket): void;
  closeLogin(login: string): void;
  enroll(machine: { id: string; name: string; publicKey: string; local: boolean }): Promise<void>;
  registerApi(app: FastifyInstance): void | Promise<void>;
  /** Ends the sockets; the port can only be closed when they are gone. */
  leave(): void;
  close(): Promise<void>;
}

export interface PartsOptions {
  readonly dataDir: string;
  readonly version: string;
  readonly demo: boolean;
  readonly log: Logger;
  readonly now: () => number;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly push: PushSettings;
  /** Puts something around the storage; absent: nothing. */
  readonly storage?: (real: Storage) => Storage;
}
