import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { PermissionMode } from '@claude-remote/protocol';
import type { ServeConfig } from '../config/resolve.ts';
import { makePrivateDirectory, readPrivateFile, writePrivateFile } from '../private-files.ts';

/** What the runner beside this hub is told at its start: a file that only its owner can read, named in its argv. */
interface RunnerSettings {
  readonly hubUrl: string;
  /** PEM of the only authority that the runner believes; null without TLS. */
  readonly ca: string | null;
  readonly hubId: string;
  readonly machine: string;
  readonly name: string;
  readonly keyFile: string;
  readonly stateDir: string;
  readonly holderEntry: string;
  readonly defaultWorkspace: string;
  readonly workspaces: readonly string[];
  readonly claudePath: string | null;
  readonly mode: PermissionMode;
  /** What the machine's policy file may narrow; `bypass` can only be allowed there. */
  readonly modes: readonly PermissionMode[];
  /** Added to Claude's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly demo: boolean;
  readonly idleMinutes: number;
  readonly silentMinutes: number;
}

export interface SettingsFacts {
  readonly hubUrl: string;
  readonly ca: string | null;
  readonly hubId: string;
  readonly holderEntry: string;
  readonly home: string;
  /** Absolute; null lets the runner look for it. */
  readonly claude: string | null;
  readonly demo: { readonly workspace: string; readonly env: Readonly<Record<string, string>> } | null;
}

const SAFE_MODES: readonly PermissionMode[] = ['ask', 'edits', 'plan', 'auto'];

/** Writes the file and returns its path. */
export function writeRunnerSettings(config: ServeConfig, facts: SettingsFacts): string {
  const directory = runnerDirectory(config);
  const workspace = facts.demo?.workspace ?? config.project;
  const settings: RunnerSettings = {
    hubUrl: facts.hubUrl,
    ca: facts.ca,
    hubId: facts.hubId,
    machine: config.machine,
    name: config.machineName,
    keyFile: keyFile(config),
    stateDir: join(directory, 'state'),
    holderEntry: facts.holderEntry,
    defaultWorkspace: workspace,
    // Whoever starts the hub works as this user here; the machine's policy file narrows it.
    workspaces: facts.demo ? [workspace] : [...new Set([workspace, facts.home])],
    claudePath: facts.claude,
    mode: config.permissionMode,
    modes: SAFE_MODES,
    env: facts.demo?.env ?? {},
    demo: config.demo,
    idleMinutes: config.idleMinutes,
    silentMinutes: config.silenceMs / 60_000,
  };
  makePrivateDirectory(settings.stateDir);
  const path = settingsFile(config);
  writePrivateFile(path, `${JSON.stringify(settings, null, 2)}\n`);
  return path;
}

export function runnerDirectory(config: ServeConfig): string {
  return join(config.dataDir, 'runner');
}

/** What an earlier run added to Claude's environment; nothing when there was none, or nobody can tell. */
export function earlierEnv(config: ServeConfig): RunnerSettings['env'] {
  try {
    const { env } = JSON.parse(readPrivateFile(settingsFile(config)) ?? '{}') as Partial<RunnerSettings>; // as written above
    return env ?? {};
  } catch {
    return {}; // it is written over in a moment
  }
}

function settingsFile(config: ServeConfig): string {
  return join(runnerDirectory(config), 'runner.json');
}

function keyFile(config: ServeConfig): string {
  return join(runnerDirectory(config), 'machine.key');
}

/** The public key of this machine in PEM; its pair is made at the first start. */
export function machinePublicKey(config: ServeConfig): string {
  makePrivateDirectory(runnerDirectory(config));
  const stored = readPrivateFile(keyFile(config));
  const key = stored === null ? generateKeyPairSync('ed25519').privateKey : createPrivateKey(stored);
  if (stored === null) writePrivateFile(keyFile(config), key.export({ type: 'pkcs8', format: 'pem' }).toString());
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
}
