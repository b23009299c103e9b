import { spawn } from 'node:child_process';
import { connectHolder, type HolderClient } from '@claude-remote/holder';

export interface HolderPlace {
  readonly socket: string;
  readonly spool: string;
  /** The program and the arguments before its own, e.g. node and the holder's entry. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** Connects to the machine's holder, and starts one first when none answers. It outlives whoever started it. */
export async function reachHolder(place: HolderPlace, onClose: () => void): Promise<HolderClient> {
  try {
    return await connectHolder(place.socket, onClose);
  } catch {
    await startHolder(place);
    return connectHolder(place.socket, onClose);
  }
}

function startHolder({ command, socket, spool, env }: HolderPlace): Promise<void> {
  const [file, ...before] = command;
  const args = [...before, '--socket', socket, '--spool', spool];
  const child = spawn(file, args, { detached: true, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('exit', () => reject(new Error(`the holder did not start: ${stderr.trim()}`)));
    child.stdout.once('data', () => {
      child.removeAllListeners();
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve();
    });
  });
}
