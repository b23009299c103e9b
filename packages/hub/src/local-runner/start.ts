import { join } from 'node:path';
import type { Logger } from 'pino';
import { urlOf } from '../addresses.ts';
import { isWildcard, type ServeConfig } from '../config/resolve.ts';
import type { HubParts } from '../hub-parts.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Certificates } from '../tls/certificates.ts';
import { prepareDemo } from './demo.ts';
import { runnerEnvironment } from './environment.ts';
import { machinePublicKey, runnerDirectory, writeRunnerSettings } from './settings-file.ts';
import { type LocalRunner, superviseRunner } from './supervise.ts';

/** Makes this computer one of the hub's machines: key, settings, process; in the demo its model and workspace too. */
export async function startRunnerBeside(options: {
  around: Surroundings;
  config: ServeConfig;
  parts: HubParts;
  port: number;
  log: Logger;
  certificates: Certificates | null;
}): Promise<LocalRunner> {
  const { around, config, parts, port, log, certificates } = options;
  const publicKey = machinePublicKey(config);
  await parts.enroll({ id: config.machine, name: config.machineName, publicKey, local: true });
  const model = config.demo ? await around.startModel() : null;
  const settings = writeRunnerSettings(config, {
    hubUrl: `${urlOf(certificates ? 'wss' : 'ws', reachable(config.host), port)}/runner`,
    ca: certificates ? (certificates.authority?.pem ?? certificates.cert) : null,
    hubId: parts.hubId,
    holderEntry: around.programs.holderEntry,
    home: around.place.home,
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

/** Where the hub can be reached from its own computer. */
function reachable(host: string): string {
  if (host === '::') return '::1';
  return isWildcard(host) || host === 'localhost' ? '127.0.0.1' : host;
}
