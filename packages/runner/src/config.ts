import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { describeIssue, machineInfo, permissionMode } from '@claude-remote/protocol';
import { z } from 'zod';

/** What a runner is told at its start: one JSON file, written by `serve` or by joining a hub. */
const absolute = z.string().refine(isAbsolute, 'must be an absolute path');

const runnerConfig = z.strictObject({
  hubUrl: z.url({ protocol: /^wss?$/, error: 'must be a ws:// or wss:// address' }),
  /** PEM of the only authority that is believed; null where there is no TLS or the system's authorities serve. */
  ca: z.string().nullable().default(null),
  hubId: z.string().min(1),
  machine: machineInfo.shape.id,
  name: z.string().min(1).max(200),
  /** PKCS #8 PEM of the machine's Ed25519 key; must be 0600. */
  keyFile: absolute,
  stateDir: absolute,
  holderEntry: absolute,
  defaultWorkspace: absolute,
  workspaces: z.array(absolute).min(1),
  claudePath: absolute.nullable().default(null),
  mode: permissionMode.default('ask'),
  modes: z.array(permissionMode).min(1).default(['ask', 'edits', 'plan', 'auto']),
  /** Added to Claude's environment. */
  env: z.record(z.string(), z.string()).default({}),
  demo: z.boolean().default(false),
  idleMinutes: z.number().positive().max(10_000).default(15),
  silentMinutes: z.number().positive().max(10_000).default(5),
});
export type RunnerConfig = z.infer<typeof runnerConfig>;

/** Thrown with one line that a person can act on. */
export class ConfigProblem extends Error {
  constructor(path: string, detail: string) {
    super(`${path}: ${detail}`);
    this.name = 'ConfigProblem';
  }
}

export async function readConfig(path: string): Promise<RunnerConfig> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigProblem(path, `cannot be read (${error.code ?? error.message})`);
  });
  return parseConfig(path, text);
}

export function parseConfig(path: string, text: string): RunnerConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ConfigProblem(path, 'is not JSON');
  }
  const parsed = runnerConfig.safeParse(json);
  if (!parsed.success) throw new ConfigProblem(path, describeIssue(parsed.error));
  return parsed.data;
}
