import type { Clock } from '@claude-remote/link';
import type { Audit } from '../access/audit.ts';
import type { HubCore } from '../core.ts';
import type { OpenStreams } from './api-streams.ts';

/** What the routes of the API stand on. */
export interface ApiDoor {
  readonly core: HubCore;
  readonly audit: Audit;
  readonly clock: Clock;
  /** What has to end when somebody signs out: `streams.closeLogin` belongs beside the closing of sockets. */
  readonly streams: OpenStreams;
  /** A new UUID, for what a caller left to the hub to name. */
  readonly newId: () => string;
}
