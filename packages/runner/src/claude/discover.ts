import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { RemoteError } from '@claude-remote/protocol';

/** Which Claude Code to start: the one that is named, else the person's own, else the one that came with us. */
export interface DiscoverOptions {
  /** A path or a program name; null searches. */
  readonly wanted: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly machine: string;
}

const VERSION_TIMEOUT_MS = 20_000;

/** Throws `claude_missing` or `claude_failed`. Directories of a project are never searched: only absolute ones count. */
export async function discoverClaude(options: DiscoverOptions): Promise<{ path: string; version: string }> {
  const path = await find(options);
  const version = await versionOf(path, options);
  return { path, version };
}

async function find({ wanted, env, machine }: DiscoverOptions): Promise<string> {
  const named = wanted ?? 'claude';
  const path = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const home = env.HOME && isAbsolute(env.HOME) ? [join(env.HOME, '.local/bin'), join(env.HOME, '.claude/local')] : [];
  const candidates = isAbsolute(named)
    ? [named]
    : named.includes('/')
      ? []
      : [...path, ...(wanted === null ? home : [])].map((directory) => join(directory, named));
  if (wanted === null) candidates.push(...bundledPaths());
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  const detail = wanted === null ? 'it is not on the PATH' : `${wanted} is not a program that can be started`;
  throw new RemoteError('claude_missing', { machine, detail });
}

/** The binary that the Agent SDK brings as a package for each platform. */
function bundledPaths(): string[] {
  const require = createRequire(import.meta.url);
  const platform = `${process.platform}-${process.arch}`;
  return [platform, `${platform}-musl`].flatMap((name) => {
    try {
      const manifest = require.resolve(`@anthropic-ai/claude-agent-sdk-${name}/package.json`);
      return [join(dirname(manifest), process.platform === 'win32' ? 'claude.exe' : 'claude')];
    } catch {
      return [];
    }
  });
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function versionOf(path: string, { env, machine }: DiscoverOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(path, ['--version'], { env: { ...env }, timeout: VERSION_TIMEOUT_MS }, (error, stdout) => {
      const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0];
      if (version) resolve(version);
      else
        reject(
          new RemoteError('claude_failed', {
            machine,
            detail: `${path} --version ${error ? `failed: ${error.message.split('\n')[0]}` : 'names no version'}`,
          }),
        );
    });
  });
}
