import { execFile } from 'node:child_process';

/** Git, so that nothing runs which a repository's own settings name: they may come from anywhere. */
export interface GitProgram {
  /** Absolute path; null where there is none. */
  readonly git: string | null;
  readonly env: Readonly<Record<string, string>>;
}

type Silenced = { readonly ok: true; readonly tool: GitProgram } | { readonly ok: false; readonly said: string };

/** The same git for the repository of that directory, its filters and hooks turned off. */
export async function silenced(tool: GitProgram, cwd: string): Promise<Silenced> {
  const listed = await runGit(tool, cwd, ['config', '--list', '--show-scope', '--includes', '--name-only', '-z']);
  if (!listed.ok) return { ok: false, said: listed.said };
  const env = { ...tool.env, ...withoutPrograms(listed.said), GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };
  return { ok: true, tool: { ...tool, env } };
}

const SAFE = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never'];

/** Pure: turns off what the repository's own settings would run while files are checked out. */
function withoutPrograms(listed: string): Record<string, string> {
  const words = listed.split('\0');
  const own = words.filter((_, index) => index % 2 === 1 && ['local', 'worktree'].includes(words[index - 1] ?? ''));
  const settings = new Map<string, string>();
  for (const key of own) {
    const [section = ''] = key.split('.', 1);
    const name = key.slice(0, key.lastIndexOf('.'));
    if (section === 'filter') {
      for (const what of ['clean', 'smudge', 'process']) settings.set(`${name}.${what}`, '');
      settings.set(`${name}.required`, 'false');
    }
    if (section === 'hook') settings.set(`${name}.enabled`, 'false');
  }
  const entries = [...settings].flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: `${settings.size}` };
}

/** A large tree takes its time to be checked out. */
const TIMEOUT_MS = 60_000;

/** What git printed, or why it did not. */
export function runGit({ git, env }: GitProgram, cwd: string, args: readonly string[]): Promise<GitSaid> {
  const limits = { timeout: TIMEOUT_MS, maxBuffer: 4 * 1024 * 1024, shell: false, windowsHide: true };
  return new Promise((resolve) => {
    execFile(git ?? '', [...SAFE, ...args], { cwd, env: { ...env }, ...limits }, (error, stdout, stderr) => {
      if (!error) resolve({ ok: true, said: stdout });
      else resolve({ ok: false, said: reasonOf(stderr) || error.message });
    });
  });
}

interface GitSaid {
  readonly ok: boolean;
  readonly said: string;
}

function reasonOf(stderr: string): string {
  const line = stderr.split('\n').find((one) => one.startsWith('fatal: ')) ?? stderr.trim();
  return line.replace(/^fatal: /, '').slice(0, 300);
}
