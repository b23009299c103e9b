import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';

/** The hub's log: one JSON object a line in the data directory, with nothing secret in it. People read the terminal. */
const MAX_BYTES = 10 * 1024 * 1024;
/** By name, wherever a logged object has them at its first two levels. */
const SECRETS = ['password', 'token', 'secret', 'code', 'authorization', 'cookie'];

export interface OpenLog {
  readonly log: Logger;
  close(): void;
}

export function openLog(dataDir: string): OpenLog {
  const path = join(dataDir, 'hub.log');
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(path, `${path}.old`);
  const file = pino.destination({ dest: path, append: true, mode: 0o600, sync: true });
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths, censor: '[REDACTED]' } },
    file,
  );
  return {
    log,
    close: () => {
      file.flushSync();
      file.end();
    },
  };
}
