/**
 * Which of the hub's environment the runner beside it gets: what Claude Code and its tools need of the person's own, and
 * nothing that belongs to the hub. An allowlist, for a list of secrets to leave out would never be complete. Pure.
 */
type Environment = Readonly<Record<string, string | undefined>>;

const NAMES = new Set([
  ...['PATH', 'HOME', 'LANG', 'TERM', 'SHELL', 'USER', 'LOGNAME', 'TMPDIR', 'TZ', 'SSH_AUTH_SOCK'],
  ...['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR'],
  ...['IS_SANDBOX', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'CLOUD_ML_REGION'],
  // Windows cannot start programs without these.
  ...['SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'TEMP', 'TMP', 'APPDATA', 'LOCALAPPDATA', 'USERPROFILE', 'HOMEDRIVE'],
  ...['HOMEPATH', 'PROGRAMFILES', 'PROGRAMDATA', 'WINDIR'],
]);
const PROXIES = new Set(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']);
const PREFIXES = ['DISABLE_', 'ANTHROPIC_', 'CLAUDE_', 'AWS_', 'GOOGLE_', 'GCLOUD_', 'VERTEX_', 'AZURE_'];
/** Our own keys, and marks of a Claude Code session that the hub itself may have been started from. */
const NOT = [
  ...['CLAUDE_REMOTE_', 'CLAUDE_PROJECT_PATH', 'CLAUDE_PATH', 'CLAUDE_COMMAND', 'CLAUDE_PERMISSION_MODE'],
  ...['CLAUDE_IDLE_MINUTES', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SSE_PORT', 'CLAUDE_CODE_SESSION'],
];

export function runnerEnvironment(env: Environment, { demo }: { demo: boolean }): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase();
    const basic = NAMES.has(upper) || upper.startsWith('LC_');
    // The demo must reach nothing but its scripted model: no account, no provider, no proxy.
    const wanted = demo ? basic : basic || PROXIES.has(upper) || isForClaude(upper);
    if (value !== undefined && wanted) kept[name] = value;
  }
  return kept;
}

function isForClaude(name: string): boolean {
  return PREFIXES.some((prefix) => name.startsWith(prefix)) && !NOT.some((prefix) => name.startsWith(prefix));
}
