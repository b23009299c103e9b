import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Product } from '../packages/testkit/src/product.ts';

/** The hops of the product with nothing on them, beside a product and with its certificates: see `raw/relay.mjs`. */
export interface RawRelay {
  /** Where viewers connect. */
  readonly url: string;
  readonly ca: string;
  stop(): void;
}

const PROGRAM = join(import.meta.dirname, 'raw', 'relay.mjs');

/** `synced`: each line is on the disk before it is sent. */
export async function startRawRelay(
  product: Product,
  { program, synced }: { program: readonly string[]; synced: boolean },
): Promise<RawRelay> {
  const certs = join(product.dataDir, 'certs');
  const ca = join(certs, 'ca.crt');
  const hub = start(['hub', join(certs, 'server.crt'), join(certs, 'server.key')]);
  const port = (await hub.line()).replace('port ', '');
  const url = `wss://127.0.0.1:${port}`;
  const runner = start(['runner', url, ca, synced ? join(product.dataDir, 'relay.journal') : '--', ...program]);
  await runner.line();
  return {
    url: `${url}/out`,
    ca: readFileSync(ca, 'utf8'),
    stop: () => {
      runner.child.kill();
      hub.child.kill();
    },
  };
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  return { child, line: () => new Promise<string>((resolve) => lines.once('line', resolve)) };
}
