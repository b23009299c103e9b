/**
 * What Claude's process gets of the runner's environment: what a person set up for Claude itself (keys, providers,
 * proxies, cloud credentials) and what programs need to work. Nothing of the hub's reaches it.
 */
const NAMES = new Set([
  ...[
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'SHELL',
    'LANG',
    'LANGUAGE',
    'TZ',
    'TMPDIR',
    'TERM',
    'COLORTERM',
    'SSH_AUTH_SOCK',
  ],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...[
    'NODE_EXTRA_CA_CERTS',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'IS_SANDBOX',
    'SystemRoot',
    'USERPROFILE',
    'APPDATA',
    'LOCALAPPDATA',
  ],
  ...[
    'DISABLE_AUTOUPDATER',
    'DISABLE_TELEMETRY',
    'DISABLE_ERROR_REPORTING',
    'MAX_THINKING_TOKENS',
    'BASH_DEFAULT_TIMEOUT_MS',
  ],
]);
const PREFIXES = [
  'ANTHROPIC_',
  'CLAUDE_',
  'LC_',
  'XDG_',
  'AWS_',
  'GOOGLE_',
  'GCLOUD_',
  'CLOUD_ML_',
  'VERTEX_',
  'AZURE_',
];
/** The product's own settings begin like Claude's. */
const OWN = ['CLAUDE_REMOTE_', 'CLAUDE_PATH', 'CLAUDE_COMMAND', 'CLAUDE_PROJECT_PATH', 'CLAUDE_PERMISSION_MODE'];

export function claudeEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  extra: Readonly<Record<string, string>>,
  options: { root: boolean },
): Record<string, string> {
  const kept = Object.entries(own).filter(
    ([name]) => (NAMES.has(name) || PREFIXES.some((p) => name.startsWith(p))) && !OWN.some((p) => name.startsWith(p)),
  );
  const env: Record<string, string> = {};
  for (const [name, value] of [...kept, ...Object.entries(extra)]) if (value !== undefined) env[name] = value;
  env.CLAUDE_CODE_ENTRYPOINT = 'claude-remote';
  // Claude Code keeps no list of its steps for programs unless asked; people want to see how far it is.
  env.CLAUDE_CODE_ENABLE_TODO_TOOLS ??= '1';
  // So that files can be put back to how they were before a prompt.
  env.CLAUDE_CODE_ENABLE_SDK_FILE_CHECKPOINTING ??= '1';
  // Claude Code refuses some modes as root unless told that this is meant.
  if (options.root) env.IS_SANDBOX ??= '1';
  return env;
}
