import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './durable-file.ts';

/**
 * Whether the machine lost its power, or anything else that takes what was written and not synced, since its journals were
 * used: then the hub may have events that are no longer here. It knows nothing of journals.
 */
export interface Boot {
  /** Null where the system does not say which boot this is: then nothing may be sent before it is synced. */
  readonly id: string | null;
  /** The journals were used last in another boot. */
  readonly another: boolean;
  /** What was missed is back: from now on the journals belong to this boot. */
  settled(): Promise<void>;
}

/** `id`: of this boot, see `bootId`. A directory that names no boot was never sent from before a sync. */
export async function openBoot(stateDir: string, id: string | null): Promise<Boot> {
  const path = join(stateDir, 'boot');
  const known = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const another = known !== null && known.trim() !== id;
  // Durable before the first event leaves early, so that the next boot knows that some may have.
  if (known === null && id !== null) await replaceFile(path, `${id}\n`);
  return {
    id,
    another,
    settled: async () => {
      if (another && id !== null) await replaceFile(path, `${id}\n`);
    },
  };
}

/** Linux names each boot; elsewhere it is not known. */
export async function bootId(): Promise<string | null> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return text.trim() || null;
}
