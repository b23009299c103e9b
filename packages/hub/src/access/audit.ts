import type { Logger } from 'pino';
import type { AccessStore } from './store.ts';

/** Writes down who did what to the access of this hub, and who failed. Rows are only ever added. */
export interface Audit {
  write(entry: AuditEntry): Promise<void>;
}

interface AuditEntry {
  readonly action:
    | 'user.setup'
    | 'user.create'
    | 'user.update'
    | 'login.success'
    | 'login.failed'
    | 'logout'
    | 'password.change'
    | 'device.rename'
    | 'device.end'
    | 'pairing.start'
    | 'pairing.ask'
    | 'pairing.failed'
    | 'pairing.allow'
    | 'pairing.deny'
    | 'token.create'
    | 'token.delete'
    | 'conversations.import'
    | 'push.subscribe'
    | 'push.unsubscribe'
    | 'hub.restart'
    | 'session.delete'
    | 'session.restore';
  /** Name of the user; null while nobody is known. */
  readonly by: string | null;
  /** Name of what it was done to. What people typed is cut and only ever stored as data. */
  readonly target?: string;
  readonly details?: Readonly<Record<string, string | number>>;
  readonly source: string;
}

const MAX_TARGET_CHARS = 100;

export function createAudit(options: { store: AccessStore; log: Logger; now: () => number }): Audit {
  return {
    write: async ({ action, by, target, details = {}, source }) => {
      const shown = target?.slice(0, MAX_TARGET_CHARS) ?? null;
      // The logger writes JSON, so line breaks and escape codes in a name cannot forge a line.
      options.log.info({ audit: action, by, target: shown, source, ...details }, 'audit');
      await options.store.appendAudit({
        at: options.now(),
        action,
        by,
        target: shown,
        source,
        details: JSON.stringify(details),
      });
    },
  };
}
