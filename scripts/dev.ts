/**
 * `npm run dev [-- options of serve]`: the page is rebuilt when its sources change, and the hub runs from source and is
 * started anew when its sources change (tsx watches what was loaded). Nothing is bundled; dist/web alone is written.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function start(program: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(root, program), ...args], { stdio: 'inherit' });
}

const page = start('node_modules/vite/bin/vite.js', [
  'build',
  '--watch',
  '--config',
  join(root, 'packages/web/vite.config.ts'),
]);
const hub = start('node_modules/tsx/dist/cli.mjs', [
  'watch',
  '--clear-screen=false',
  join(root, 'packages/cli/src/main.ts'),
  'serve',
  ...process.argv.slice(2),
]);

/** One ending ends the other: half of it running would look like it works. */
function endTogether(one: ChildProcess, other: ChildProcess): void {
  one.on('exit', (code) => {
    other.kill('SIGTERM');
    process.exitCode ??= code ?? 1;
  });
}
endTogether(page, hub);
endTogether(hub, page);
// Ctrl-C reaches the children by the terminal itself; only a plain SIGTERM has to be handed on.
process.on('SIGTERM', () => hub.kill('SIGTERM'));
process.on('SIGINT', () => undefined);
