import { parseArgs, parseEnv } from 'node:util';
import { parse as parseToml } from 'smol-toml';
import { type ConfigKey, type ConfigValues, describeKey, KEY_NAMES, type KeyName } from './keys.ts';
import { StartProblem, WrongValue } from './problem.ts';

/**
 * Collects configuration values by precedence: flag, environment, `.env`, config file. Pure: texts in, values out.
 * Every mistake is one `StartProblem` line that names the key, what was wrong and what is right.
 */

/** One value as text, and where it was said, in words for the error line. */
interface Said {
  readonly text: string;
  readonly where: string;
}
export type SaidValues = Partial<Record<KeyName, Said>>;

/** The values of the first source that has each key, parsed. */
export function mergeValues(sources: readonly SaidValues[]): ConfigValues {
  const values: Record<string, unknown> = {};
  for (const name of KEY_NAMES) {
    const said = sources.map((source) => source[name]).find((one) => one !== undefined);
    if (said) values[name] = parseValue(name, said);
  }
  // Each value was made by its own key's parser just above.
  return values as ConfigValues;
}

function parseValue(name: KeyName, said: Said): unknown {
  try {
    return describeKey(name).parse(said.text);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    // A password must not be repeated on a terminal or in a log.
    const shown = name === 'authPassword' ? 'the value' : JSON.stringify(said.text);
    throw new StartProblem(`${said.where}: ${shown} is not ${error.message}.`);
  }
}

export function readFlags(args: readonly string[]): SaidValues {
  const options: Record<string, { type: 'string' | 'boolean' }> = {};
  for (const key of KEY_NAMES.map(describeKey)) {
    if (key.flag) options[key.flag] = { type: key.argument ? 'string' : 'boolean' };
  }
  const said: SaidValues = {};
  const { values } = parseFlags(args, options);
  for (const name of KEY_NAMES) {
    const flag = describeKey(name).flag;
    const value = flag === undefined ? undefined : values[flag];
    if (value === '') throw new StartProblem(`--${flag}: the value is empty; leave the flag out or give one.`);
    if (value !== undefined) said[name] = { text: String(value), where: `--${flag}` };
  }
  return said;
}

function parseFlags(args: readonly string[], options: Record<string, { type: 'string' | 'boolean' }>) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
  } catch (error) {
    const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new StartProblem(`${text.split('. To specify a positional')[0]}. See claude-remote serve --help.`);
  }
}

/** An empty variable counts as absent, so that a copied `.env.example` changes nothing. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, where = ''): SaidValues {
  const said: SaidValues = {};
  for (const name of KEY_NAMES) {
    const variable = describeKey(name).env.find((one) => env[one]);
    const text = variable === undefined ? undefined : env[variable];
    if (variable !== undefined && text !== undefined) said[name] = { text, where: `${variable}${where}` };
  }
  return said;
}

const CREDENTIALS_MISSING =
  'AUTH_USERNAME and AUTH_PASSWORD must be set in .env file. Copy .env.example to .env and configure credentials.';

/**
 * The `.env` of the working directory. A file that names the credentials must end up with both set; a file that names
 * neither leaves signing in to the setup link.
 */
export function readDotEnv(text: string, env: Readonly<Record<string, string | undefined>>): SaidValues {
  const values = parseEnv(text);
  const named = values.AUTH_USERNAME !== undefined || values.AUTH_PASSWORD !== undefined;
  const both = (env.AUTH_USERNAME || values.AUTH_USERNAME) && (env.AUTH_PASSWORD || values.AUTH_PASSWORD);
  if (named && !both) throw new StartProblem(CREDENTIALS_MISSING);
  return readEnvironment(values, ' in .env');
}

/** Throws when only one of the two was said, whoever said it. */
export function requireBothCredentials(sources: readonly SaidValues[]): void {
  const said = (name: KeyName) => sources.some((source) => source[name] !== undefined);
  if (said('authUsername') !== said('authPassword')) throw new StartProblem(CREDENTIALS_MISSING);
}

export function readToml(text: string, path: string): SaidValues {
  const table = parseTable(text, path);
  const byFlag = new Map<string, KeyName>();
  for (const name of KEY_NAMES) {
    const flag = describeKey(name).flag;
    if (flag) byFlag.set(flag, name);
  }
  const said: SaidValues = {};
  for (const [entry, value] of Object.entries(table)) {
    const name = byFlag.get(entry);
    if (!name)
      throw new StartProblem(`${entry} in ${path} is not a known key; known are: ${[...byFlag.keys()].join(', ')}.`);
    said[name] = { text: textOf(value, describeKey(name), `${entry} in ${path}`), where: `${entry} in ${path}` };
  }
  return said;
}

function parseTable(text: string, path: string): Record<string, unknown> {
  try {
    return parseToml(text);
  } catch (error) {
    const line = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new StartProblem(`${path} is not valid TOML: ${line}.`);
  }
}

function textOf(value: unknown, key: ConfigKey<unknown>, where: string): string {
  const fits = key.argument ? typeof value === 'string' || typeof value === 'number' : typeof value === 'boolean';
  if (!fits)
    throw new StartProblem(`${where} has the wrong type; give ${key.argument ? 'a text or number' : 'true or false'}.`);
  return String(value);
}
