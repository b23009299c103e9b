import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartProblem } from './problem.ts';
import { mergeValues, readDotEnv, readEnvironment, readFlags, readToml, requireBothCredentials } from './read.ts';
import { type Place, resolveConfig, type ServeConfig } from './resolve.ts';

/** Reads the files that configuration may stand in, and gives the whole configuration or one `StartProblem`. */
export function loadConfig(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  place: Place,
): ServeConfig {
  const flags = readFlags(args);
  const dotEnvText = readIfThere(join(place.workingDirectory, '.env'));
  const environment = readEnvironment(env);
  const dotEnv = dotEnvText === null ? {} : readDotEnv(dotEnvText, env);
  requireBothCredentials([environment, dotEnv]);
  const first = mergeValues([flags, environment, dotEnv]);
  const file = first.config ?? join(first.configDir ?? join(place.home, '.config', 'claude-remote'), 'config.toml');
  const text = readIfThere(file);
  if (text === null && first.config) throw new StartProblem(`--config: there is no file ${file}.`);
  const values = mergeValues([flags, environment, dotEnv, text === null ? {} : readToml(text, file)]);
  return resolveConfig(values, place);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new StartProblem(`${path} cannot be read (${String(code)}); make it a readable file or take it away.`);
  }
}
