import { isIP } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { asMachineId, type MachineId, type PermissionMode } from '@claude-remote/protocol';
import type { ConfigValues } from './keys.ts';
import { StartProblem } from './problem.ts';

/** The complete configuration of `serve`, every path absolute. Made from what was said by filling in what absence means. */
export interface ServeConfig {
  readonly host: string;
  readonly port: number;
  readonly tls:
    | { readonly mode: 'self-signed' }
    | { readonly mode: 'off' }
    | { readonly mode: 'files'; readonly cert: string; readonly key: string };
  readonly publicUrl: string | null;
  readonly dataDir: string;
  readonly project: string;
  /** Null: the runner looks for it. */
  readonly claude: string | null;
  readonly permissionMode: PermissionMode;
  /** Of conversations that seed 000's routes begin. */
  readonly chatMode: PermissionMode;
  /** A turn without any sign of life is stopped after this. */
  readonly silenceMs: number;
  readonly idleMinutes: number;
  readonly machine: MachineId;
  /** The computer's own name, for people. */
  readonly machineName: string;
  readonly runner: boolean;
  readonly demo: boolean;
  /** Push services beside those of the browsers, `host` or `host:port`. */
  readonly pushHosts: readonly string[];
  readonly admin: { readonly name: string; readonly password: string } | null;
}

/** What the computer says, not the person. */
export interface Place {
  readonly workingDirectory: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly hostname: string;
  /** The directory that holds run.sh, when the program runs from a checkout. */
  readonly checkout: string | null;
  readonly xdgDataHome: string | null;
  readonly localAppData: string | null;
}

export function resolveConfig(values: ConfigValues, place: Place): ServeConfig {
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(place.workingDirectory, path));
  const demo = values.demo ?? false;
  const config: ServeConfig = {
    host: values.host ?? '127.0.0.1',
    port: values.port ?? 3100,
    tls: resolveTls(values, absolute),
    publicUrl: values.publicUrl ?? null,
    dataDir: absolute(values.dataDir ?? join(defaultDataDir(place), demo ? 'demo' : '.')),
    project: absolute(values.project || place.workingDirectory),
    claude: values.claude ? resolveCommand(values.claude, absolute) : null,
    permissionMode: values.permissionMode ?? 'ask',
    chatMode: values.chatMode ?? values.permissionMode ?? 'edits',
    silenceMs: (values.silenceTimeout ?? 300) * 1000,
    idleMinutes: values.idleMinutes ?? 15,
    machine: values.machine ?? asMachineId('local'),
    machineName: place.hostname,
    runner: !(values.noRunner ?? false),
    demo,
    pushHosts: values.pushHosts ?? [],
    admin: resolveAdmin(values),
  };
  refuseUnsafeBind(config);
  return config;
}

function resolveAdmin({ authUsername, authPassword }: ConfigValues): ServeConfig['admin'] {
  return authUsername && authPassword ? { name: authUsername, password: authPassword } : null;
}

function resolveTls(values: ConfigValues, absolute: (path: string) => string): ServeConfig['tls'] {
  const mode = values.tls ?? 'self-signed';
  if (mode !== 'files') {
    const stray = values.tlsCert ? '--tls-cert' : values.tlsKey ? '--tls-key' : null;
    if (stray) throw new StartProblem(`${stray} is only used with --tls files.`);
    return { mode };
  }
  if (!values.tlsCert || !values.tlsKey) {
    throw new StartProblem('--tls files needs both --tls-cert FILE and --tls-key FILE.');
  }
  return { mode, cert: absolute(values.tlsCert), key: absolute(values.tlsKey) };
}

/** A bare name stays a name, to be looked for on PATH by the runner; a path becomes absolute. */
function resolveCommand(command: string, absolute: (path: string) => string): string {
  return command.includes('/') || command.includes('\\') ? absolute(command) : command;
}

function refuseUnsafeBind(config: ServeConfig): void {
  if (config.tls.mode === 'off' && !isLoopback(config.host)) {
    throw new StartProblem(
      `--tls off with --host ${config.host} would send passwords over the network in the clear; ` +
        'use --tls self-signed or files, or listen on 127.0.0.1 behind a proxy that does TLS.',
    );
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** True for the addresses that mean "every interface". */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function defaultDataDir(place: Place): string {
  if (place.checkout) return join(place.checkout, '.data');
  if (place.platform === 'darwin') return join(place.home, 'Library', 'Application Support', 'claude-remote');
  if (place.platform === 'win32') {
    return join(place.localAppData ?? join(place.home, 'AppData', 'Local'), 'claude-remote');
  }
  return join(place.xdgDataHome ?? join(place.home, '.local', 'share'), 'claude-remote');
}
