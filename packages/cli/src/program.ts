import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command, CommanderError } from 'commander';

/**
 * The commands of `claude-remote`. Each loads what it needs when it runs, so that `--version` costs nothing. Words and
 * arguments only: what a command does lives in the package it loads.
 */
export interface CliSetting {
  readonly args: readonly string[];
  /** Absolute directory of the product. */
  readonly root: string;
  readonly fromSource: boolean;
  readonly version: string;
  /** Absolute path of Node. */
  readonly node: string;
}

/** Resolves to the exit status. */
export async function runCommand(setting: CliSetting): Promise<number> {
  let status = 0;
  const program = new Command('claude-remote')
    .description('Drive and supervise Claude Code on all your machines, from anywhere.')
    .version(setting.version)
    .enablePositionalOptions()
    .exitOverride();

  program
    .command('serve')
    .description('start the hub and the runner of this machine (claude-remote serve --help lists its options)')
    .argument('[options...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (args: string[]) => {
      const { serve } = await import('@claude-remote/hub');
      status = await serve(await hubProgram(setting, args));
    });

  program
    .command('import')
    .description("take over the conversations of an older server's sessions.json")
    .argument('<file>')
    .argument('[options...]')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (file: string, args: string[]) => {
      const { importSessions } = await import('@claude-remote/hub');
      status = await importSessions(await hubProgram(setting, [file, ...args]));
    });

  try {
    await program.parseAsync([...setting.args], { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has said it already; asking for help is no mistake.
    return error.exitCode === 0 ? 0 : 2;
  }
}

async function hubProgram(setting: CliSetting, args: readonly string[]) {
  const { root, fromSource, version, node } = setting;
  const entry = (name: string) =>
    fromSource ? join(root, 'packages', name, 'src', 'main.ts') : join(root, 'dist', `${name}.js`);
  // From source the runner needs the same loader as we have; by its address, for its working directory is another.
  const loader = fromSource
    ? ['--import', pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href]
    : [];
  return {
    args,
    root,
    version,
    programs: { node, runner: [...loader, entry('runner')], holderEntry: entry('holder') },
    startModel: async (port: number | null) => {
      const { startScriptedModel } = await import('@claude-remote/scripted-model');
      return startScriptedModel(port === null ? {} : { port });
    },
  };
}
