import { type ConfigKey, describeKey, KEY_NAMES } from './keys.ts';

/** The text of `claude-remote serve --help`, made from the keys. */
export function serveHelp(): string {
  const keys = KEY_NAMES.map(describeKey);
  const flags = keys.filter((key) => key.flag);
  const only = keys.filter((key) => !key.flag);
  return [
    'Usage: claude-remote serve [options]',
    '',
    'Starts the hub on this computer, and a runner beside it.',
    'Precedence: flag, environment (then .env in the working directory), config file, default.',
    '',
    'Options:',
    ...flags.flatMap(describeFlag),
    '',
    'Environment only:',
    ...only.flatMap((key) => [`  ${key.env.join(', ')}`, `      ${key.help}`]),
    '',
  ].join('\n');
}

function describeFlag(key: ConfigKey<unknown>): string[] {
  const env = key.env.length > 0 ? ` [env: ${key.env.join(', ')}]` : '';
  return [
    `  --${key.flag}${key.argument ? ` ${key.argument}` : ''}`,
    `      ${key.help} (default: ${key.fallback})${env}`,
  ];
}
