import { readdirSync, readFileSync } from 'node:fs';

/**
 * Everything that a held process started, also what it put into groups of its own or left behind: found by a variable that
 * only it and its children have in their environment. Where there is no /proc, only the process group is known.
 */
export const MARKER = 'CLAUDE_REMOTE_HELD';

export function membersOf(key: string): number[] {
  const wanted = `${MARKER}=${key}`;
  return processIds().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(wanted);
    } catch {
      return false; // gone, or not ours to look at
    }
  });
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && pid !== process.pid);
  } catch {
    return [];
  }
}

/** Signals the group of `pid` and every member; what is gone already is no error. */
export function signalTree(pid: number, key: string, signal: NodeJS.Signals): void {
  for (const target of [-pid, ...membersOf(key)]) {
    try {
      process.kill(target, signal);
    } catch {
      // gone
    }
  }
}
