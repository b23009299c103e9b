import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asSessionId, isUuid, type ReplyOf } from '@claude-remote/protocol';
import { checkDirectory, type Policy } from '../policy/policy.ts';

/** Claude's conversations on this machine's disk, newest first, as far as the policy allows work where they were. */
export async function diskSessions(policy: Policy, options: DiskOptions): Promise<ReplyOf<'disk-sessions'>> {
  // Loaded on first use: the SDK costs 26 MB, and most runners are never asked.
  const { listSessions } = await import('@anthropic-ai/claude-agent-sdk');
  const dir = options.workspace;
  const listed = await listSessions(dir === undefined ? { limit: MAX_SESSIONS } : { dir, limit: MAX_SESSIONS });
  const running = await runningSessions(options.configDir);
  const allowed = new Map<string, boolean>();
  const sessions: DiskSession[] = [];
  for (const { sessionId, summary, cwd, lastModified } of listed) {
    if (cwd === undefined || !isUuid(sessionId)) continue;
    if (!allowed.has(cwd)) allowed.set(cwd, (await checkDirectory(policy, cwd)).ok);
    if (!allowed.get(cwd)) continue;
    const title = options.redact(summary).slice(0, MAX_TITLE);
    const claudeSession = asSessionId(sessionId);
    sessions.push({ claudeSession, title, workspace: cwd, changedAt: lastModified, running: running.has(sessionId) });
  }
  return { kind: 'disk-sessions', sessions: sessions.sort((a, b) => b.changedAt - a.changedAt) };
}

type DiskSession = ReplyOf<'disk-sessions'>['sessions'][number];

export interface DiskOptions {
  readonly workspace: string | undefined;
  /** Claude Code's own directory (`~/.claude`). */
  readonly configDir: string;
  readonly redact: (text: string) => string;
}

const MAX_SESSIONS = 200;
const MAX_TITLE = 200;

/** Conversations that a living `claude` has open, by the files that each of them keeps about itself. */
async function runningSessions(configDir: string): Promise<Set<string>> {
  const directory = join(configDir, 'sessions');
  const names = await readdir(directory).catch(() => []);
  const found = new Set<string>();
  for (const name of names) {
    const text = await readFile(join(directory, name), 'utf8').catch(() => '');
    const { pid, sessionId } = fieldsOf(text);
    if (typeof sessionId === 'string' && typeof pid === 'number' && isAlive(pid)) found.add(sessionId);
  }
  return found;
}

function fieldsOf(text: string): { pid?: unknown; sessionId?: unknown } {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    return {};
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
