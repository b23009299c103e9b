import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/**
 * Absolute path of a program, looked up once at the start in the absolute entries of PATH. An empty or relative entry
 * would mean the directory somebody works in, which may hold a program of that name: such entries are skipped.
 */
export async function findProgram(name: string, path: string): Promise<string | null> {
  for (const directory of path.split(process.platform === 'win32' ? ';' : ':')) {
    if (!isAbsolute(directory)) continue;
    const candidate = join(directory, process.platform === 'win32' ? `${name}.exe` : name);
    if (await isProgram(candidate)) return candidate;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
