import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Logger } from 'pino';
import { StartProblem } from '../config/problem.ts';
import type { ServeConfig } from '../config/resolve.ts';
import { earlierModelPort, prepareDemo } from '../local-runner/demo.ts';
import { runnerEnvironment } from '../local-runner/environment.ts';
import { earlierEnv, machinePublicKey, runnerDirectory, writeRunnerSettings } from '../local-runner/settings-file.ts';
import { type LocalRunner, superviseRunner } from '../local-runner/supervise.ts';
import type { HubParts } from './hub-parts.ts';
import type { Surroundings } from './surroundings.ts';

/** Makes this computer one of the hub's machines: key, settings, process; in the demo its model and workspace too. */
export async function startRunnerBeside(options: {
  around: Surroundings;
  config: ServeConfig;
  parts: HubParts;
  log: Logger;
  /** Where the hub is, without a path, and the authority to pin. */
  hub: { url: string; ca: string | null };
}): Promise<LocalRunner> {
  const { around, config, parts, log, hub } = options;
  const publicKey = machinePublicKey(config);
  await parts.enroll({ id: config.machine, name: config.machineName, publicKey, local: true });
  const model = config.demo ? await around.startModel(earlierModelPort(earlierEnv(config))) : null;
  const settings = writeRunnerSettings(config, {
    hubUrl: `${hub.url}/runner`,
    ca: hub.ca,
    hubId: parts.hubId,
    holderEntry: around.programs.holderEntry,
    home: around.place.home,
    claude: locateClaude(config.claude, around.env.PATH ?? ''),
    demo: model ? prepareDemo(config.dataDir, model.url) : null,
  });
  const directory = runnerDirectory(config);
  const runner = superviseRunner({
    command: around.programs.node,
    args: [...around.programs.runner, settings],
    env: runnerEnvironment(around.env, { demo: config.demo }),
    directory,
    logFile: join(directory, 'runner.log'),
    clock: around.clock,
    random: around.randomFraction,
    onExit: (how) => log.warn(how, 'the runner ended; it is started again'),
  });
  return {
    stop: async () => {
      await runner.stop();
      await model?.close();
    },
  };
}

/** A bare name is looked for on PATH, never in the working directory: somebody else may have written there. */
function locateClaude(command: string | null, path: string): string | null {
  if (command === null || isAbsolute(command)) return command;
  const found = path
    .split(delimiter)
    .filter(isAbsolute)
    .map((directory) => join(directory, command))
    .find((file) => existsSync(file));
  if (found) return found;
  // The documented default says the same: `claude` on PATH, else the bundled one.
  if (command === 'claude') return null;
  throw new StartProblem(`--claude: there is no program ${command} on PATH; give its path.`);
}
