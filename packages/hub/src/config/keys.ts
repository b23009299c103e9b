import {
  parseHost,
  parseMachine,
  parseMinutes,
  parseMode,
  parseNotYet,
  parsePath,
  parsePort,
  parsePublicUrl,
  parsePushHosts,
  parseSeconds,
  parseSwitch,
  parseText,
  parseTls,
  parseUserName,
} from './parsers.ts';

/**
 * Every key of `claude-remote serve`, once, as data: flags, environment, config file, help and documentation are made
 * from it. It does not know where values come from (read.ts) nor what absence means (resolve.ts).
 */
export interface ConfigKey<Value> {
  /** Without `--`; also the key in the config file. Absent: environment only (credentials never stand in argv). */
  readonly flag?: string;
  /** In order of precedence. */
  readonly env: readonly string[];
  /** Placeholder of the flag's value; absent: a switch. */
  readonly argument?: string;
  /** The default as people read it. */
  readonly fallback: string;
  readonly help: string;
  readonly parse: (text: string) => Value;
}

function key<Value>(definition: ConfigKey<Value>): ConfigKey<Value> {
  return definition;
}

const KEYS = {
  host: key({
    flag: 'host',
    env: ['HOST', 'GATEWAY_HOST'],
    argument: 'ADDRESS',
    fallback: '127.0.0.1',
    help: 'listen address; anything but loopback needs TLS',
    parse: parseHost,
  }),
  port: key({
    flag: 'port',
    env: ['PORT', 'GATEWAY_PORT'],
    argument: 'PORT',
    fallback: '3100',
    help: 'UI, REST and WebSocket; 0 picks a free one and prints it',
    parse: parsePort,
  }),
  tls: key({
    flag: 'tls',
    env: ['TLS'],
    argument: 'MODE',
    fallback: 'self-signed',
    help: 'self-signed (own local CA), off (loopback or behind a proxy only), files',
    parse: parseTls,
  }),
  tlsCert: key({
    flag: 'tls-cert',
    env: ['TLS_CERT'],
    argument: 'FILE',
    fallback: '-',
    help: 'certificate chain in PEM, with --tls files',
    parse: parsePath,
  }),
  tlsKey: key({
    flag: 'tls-key',
    env: ['TLS_KEY'],
    argument: 'FILE',
    fallback: '-',
    help: 'private key in PEM, with --tls files',
    parse: parsePath,
  }),
  publicUrl: key({
    flag: 'public-url',
    env: ['PUBLIC_URL'],
    argument: 'URL',
    fallback: '-',
    help: 'the address under which a proxy or tunnel shows this hub',
    parse: parsePublicUrl,
  }),
  mtlsPort: key({
    flag: 'mtls-port',
    env: ['MTLS_PORT'],
    argument: 'PORT',
    fallback: 'off',
    help: 'mutual-TLS door for the CLI (not available yet)',
    parse: parseNotYet,
  }),
  dataDir: key({
    flag: 'data-dir',
    env: ['CLAUDE_REMOTE_DATA_DIR'],
    argument: 'DIR',
    fallback: '.data beside run.sh, else the platform data directory',
    help: 'database, certificates, keys; mode 0700',
    parse: parsePath,
  }),
  configDir: key({
    flag: 'config-dir',
    env: ['CLAUDE_REMOTE_CONFIG_DIR'],
    argument: 'DIR',
    fallback: '~/.config/claude-remote',
    help: 'where config.toml is looked for',
    parse: parsePath,
  }),
  config: key({
    flag: 'config',
    env: ['CLAUDE_REMOTE_CONFIG'],
    argument: 'FILE',
    fallback: 'config.toml in the config directory, if there',
    help: 'config file (TOML; keys are the flags without --)',
    parse: parsePath,
  }),
  project: key({
    flag: 'project',
    env: ['CLAUDE_PROJECT_PATH'],
    argument: 'DIR',
    fallback: 'the working directory',
    help: "default workspace of this machine's runner",
    parse: parsePath,
  }),
  claude: key({
    flag: 'claude',
    env: ['CLAUDE_PATH', 'CLAUDE_COMMAND'],
    argument: 'FILE',
    fallback: 'claude on PATH, else the bundled one',
    help: 'which Claude Code',
    parse: parsePath,
  }),
  permissionMode: key({
    flag: 'permission-mode',
    env: ['CLAUDE_PERMISSION_MODE'],
    argument: 'MODE',
    fallback: 'ask',
    help: 'ask, edits, plan, auto, bypass',
    parse: parseMode,
  }),
  chatMode: key({
    flag: 'chat-permission-mode',
    env: ['CHAT_PERMISSION_MODE'],
    argument: 'MODE',
    fallback: '--permission-mode if given, else edits',
    help: 'permission mode of conversations begun by POST /api/chat',
    parse: parseMode,
  }),
  silenceTimeout: key({
    flag: 'silence-timeout',
    env: ['CLAUDE_SILENCE_SECONDS'],
    argument: 'SECONDS',
    fallback: '300',
    help: 'silence of Claude after which its turn is stopped; the conversation is kept',
    parse: parseSeconds,
  }),
  idleMinutes: key({
    flag: 'idle-minutes',
    env: ['CLAUDE_IDLE_MINUTES'],
    argument: 'MINUTES',
    fallback: '15',
    help: 'an unused Claude process is stopped after this; the next prompt brings it back',
    parse: parseMinutes,
  }),
  machine: key({
    flag: 'machine',
    env: ['SERVER_ID'],
    argument: 'NAME',
    fallback: 'local',
    help: "name of this machine's runner",
    parse: parseMachine,
  }),
  noRunner: key({
    flag: 'no-runner',
    env: [],
    fallback: 'off',
    help: 'hub only, no runner on this machine',
    parse: parseSwitch,
  }),
  databaseUrl: key({
    flag: 'database-url',
    env: ['DATABASE_URL'],
    argument: 'URL',
    fallback: 'embedded SQLite',
    help: 'PostgreSQL for several hubs (not available yet)',
    parse: parseNotYet,
  }),
  natsUrl: key({
    flag: 'nats-url',
    env: ['NATS_URL'],
    argument: 'URL',
    fallback: 'in-process',
    help: 'NATS for several hubs (not available yet)',
    parse: parseNotYet,
  }),
  tunnel: key({
    flag: 'tunnel',
    env: ['TUNNEL'],
    argument: 'KIND',
    fallback: 'off',
    help: 'ngrok, cloudflare, tailscale (not available yet)',
    parse: parseNotYet,
  }),
  demo: key({
    flag: 'demo',
    env: [],
    fallback: 'off',
    help: 'the real Claude Code with a scripted model: no account needed',
    parse: parseSwitch,
  }),
  pushHosts: key({
    env: ['PUSH_HOSTS'],
    fallback: "the browsers' push services",
    help: 'further push services, host or host:port, with commas between; they may be in your own network',
    parse: parsePushHosts,
  }),
  authUsername: key({
    env: ['AUTH_USERNAME'],
    fallback: '-',
    help: 'make (or update) the first admin, with AUTH_PASSWORD',
    parse: parseUserName,
  }),
  authPassword: key({ env: ['AUTH_PASSWORD'], fallback: '-', help: 'see AUTH_USERNAME', parse: parseText }),
} as const;

export type KeyName = keyof typeof KEYS;
/** What was said, by whoever said it; absent where nobody did. */
export type ConfigValues = { readonly [Name in KeyName]?: ReturnType<(typeof KEYS)[Name]['parse']> };
export const KEY_NAMES = Object.keys(KEYS) as KeyName[];

/** The shape that all keys share, for code that walks over them. */
export function describeKey(name: KeyName): ConfigKey<unknown> {
  return KEYS[name];
}
