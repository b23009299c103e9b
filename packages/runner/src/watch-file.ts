import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Calls back soon after a file was written anew, in place or by putting another under its name; perhaps more than once.
 * Where the system cannot watch (a network drive, no watches left) `onTrouble` is told, and nothing is called again.
 */
export function watchFile(path: string, onWritten: () => void, onTrouble: (error: unknown) => void): () => void {
  try {
    // The directory: a file that is replaced takes a watch on it along.
    const watcher: FSWatcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === null || name === basename(path)) onWritten();
    });
    watcher.on('error', onTrouble);
    return () => watcher.close();
  } catch (error) {
    onTrouble(error);
    return () => undefined;
  }
}
