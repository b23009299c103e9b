/**
 * What a secret looks like, as data. Every pattern is linear: no two neighbouring repetitions can match the same
 * character, and what may be long is bounded. `anchor` is text (lower case) without which the pattern cannot match; it is
 * searched first because that costs a hundredth of running the pattern.
 */
export interface RedactionRule {
  /** Shown in the marker: `[REDACTED:kind]`. */
  readonly kind: string;
  readonly anchors: readonly string[];
  /** Global; the groups `before` and `after`, where there are any, stay. */
  readonly pattern: RegExp;
}

/** Names whose value is a secret, as they appear in assignments, JSON, YAML, headers and environment listings. */
const SECRET_NAME =
  '(?:pass(?:word|wd|phrase|code)?|pwd|secret|credentials?|(?:api|access|private|secret|signing|encryption|master|account|service|auth|client|storage|session|jwt|hmac)[_-]?(?:key|secret|token|password)(?:[_-]?(?:id|base))?|(?:auth|bearer|refresh|id|csrf|xsrf|bot|deploy|personal|session|oauth|npm|github|gitlab|slack)?[_-]?token)';

/** A value in quotes may hold spaces; an unfinished one (streaming) counts to the end of its line. */
const QUOTED = '"(?:[^"\\\\\\n]|\\\\.){1,4096}"?|\'(?:[^\'\\\\\\n]|\\\\.){1,4096}\'?|`[^`\\n]{1,4096}`?';
const BARE = '[^\\s"\'`,;(){}<>\\[\\]|&][^\\s"\'`,;(){}<>|&]{0,4095}';

export const RULES: readonly RedactionRule[] = [
  {
    kind: 'private-key',
    anchors: ['-----begin'],
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END )[\s\S]){0,32768}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  { kind: 'anthropic-key', anchors: ['sk-ant-'], pattern: /sk-ant-[A-Za-z0-9_-]{8,512}/g },
  { kind: 'openai-key', anchors: ['sk-'], pattern: /\bsk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,512}/g },
  {
    kind: 'github-token',
    anchors: ['gh', 'github_pat_'],
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})/g,
  },
  {
    kind: 'gitlab-token',
    anchors: ['gl'],
    pattern: /\bgl(?:pat|ptt|dt|rt|cbt|agent|oas|soat|ft|imt)-[A-Za-z0-9_.-]{16,255}/g,
  },
  {
    kind: 'aws-key-id',
    anchors: ['akia', 'asia', 'abia', 'acca'],
    pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  },
  {
    kind: 'aws-secret',
    anchors: ['aws'],
    pattern:
      /(?<before>\baws[A-Za-z0-9_. -]{0,30}["']?\s{0,4}[:=]{1,2}\s{0,4}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi,
  },
  {
    kind: 'slack-token',
    anchors: ['xox', 'xapp-', 'hooks.slack.com'],
    pattern:
      /\b(?:xox[abeoprs]-[A-Za-z0-9-]{10,255}|xapp-[A-Za-z0-9-]{10,255}|hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,100})/g,
  },
  { kind: 'google-key', anchors: ['aiza'], pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  {
    kind: 'google-token',
    anchors: ['ya29.', 'gocspx-'],
    pattern: /\b(?:ya29\.[A-Za-z0-9_-]{20,1024}|GOCSPX-[A-Za-z0-9_-]{20,64})/g,
  },
  {
    kind: 'stripe-key',
    anchors: ['k_live_', 'k_test_', 'whsec_'],
    pattern: /\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10,255}|whsec_[A-Za-z0-9+/=]{16,255})/g,
  },
  { kind: 'npm-token', anchors: ['npm_'], pattern: /\bnpm_[A-Za-z0-9]{30,64}/g },
  { kind: 'pypi-token', anchors: ['pypi-'], pattern: /\bpypi-[A-Za-z0-9_-]{50,512}/g },
  { kind: 'huggingface-token', anchors: ['hf_'], pattern: /\bhf_[A-Za-z0-9]{30,64}/g },
  { kind: 'telegram-token', anchors: [':aa'], pattern: /\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}/g },
  { kind: 'sendgrid-key', anchors: ['sg.'], pattern: /\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}/g },
  { kind: 'digitalocean-token', anchors: ['_v1_'], pattern: /\bdo[opr]_v1_[a-f0-9]{64}/g },
  {
    kind: 'jwt',
    anchors: ['eyj'],
    pattern: /\beyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,8192}(?:\.[A-Za-z0-9_-]{0,4096})?/g,
  },
  {
    kind: 'authorization',
    anchors: ['authorization', 'proxy-auth', 'x-api-key'],
    pattern:
      /(?<before>\b(?:proxy-)?authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:bearer|basic|token|digest|apikey)\s{1,4})?)[^\s"',]{6,8192}/gi,
  },
  {
    kind: 'bearer',
    anchors: ['bearer'],
    pattern: /(?<before>\bbearer\s{1,4})(?=[A-Za-z0-9._~+/=-]{0,200}[0-9])[A-Za-z0-9._~+/-]{16,8192}={0,2}/gi,
  },
  {
    kind: 'cookie',
    anchors: ['cookie'],
    pattern: /(?<before>\b(?:set-)?cookie["']?\s{0,4}:\s{0,4}["']?)[^\s=;"']{1,128}=[^\n"']{1,8192}/gi,
  },
  {
    kind: 'url-password',
    anchors: ['://'],
    pattern: /(?<before>\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#@"'<>]{0,256}:)[^\s/?#@"'<>]{1,1024}(?<after>@)/gi,
  },
  {
    kind: 'url-token',
    anchors: ['token=', 'key=', 'sig', 'secret=', 'password='],
    pattern:
      /(?<before>[?&](?:access_token|auth_token|id_token|refresh_token|token|api_?key|key|sig|signature|x-amz-signature|secret|password)=)[^\s&#"'<>]{6,4096}/gi,
  },
  {
    kind: 'secret',
    anchors: ['pass', 'pwd', 'secret', 'token', 'key', 'credential'],
    // "name": "value", name = value, NAME=value, name: value. The name may end a longer one (DB_PASSWORD, dbPassword).
    pattern: new RegExp(
      `(?<before>(?<![A-Za-z0-9])(?:[A-Za-z0-9]{1,40}[_.-]){0,6}(?:[a-z0-9]{1,30}(?=[A-Z]))?${SECRET_NAME}(?:[_-][A-Za-z0-9]{1,20}){0,2}["'\`]?(?:\\s{0,3}(?:=>|:=|={1,3}|:)\\s{0,3}))(?:${QUOTED}|${BARE})`,
      'gi',
    ),
  },
];
