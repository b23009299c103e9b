import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './program.ts';

/** The `claude-remote` executable: finds out where it lies and runs the command. From source it lies in packages/cli/src, built in dist. */
const here = fileURLToPath(import.meta.url);
const fromSource = here.endsWith('.ts');
const root = fromSource ? dirname(dirname(dirname(dirname(here)))) : dirname(dirname(here));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }; // our own file

process.exitCode = await runCommand({ args: process.argv.slice(2), root, fromSource, version, node: process.execPath });
// A started hub ends by its signal; whatever a library left open must not keep the process.
process.exit();
