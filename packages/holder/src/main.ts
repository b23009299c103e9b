import { parseArgs } from 'node:util';
import { serveHolder } from './serve-holder.ts';

/** The holder as a program of its own. Prints `ready` when it listens. */
const { values } = parseArgs({
  options: {
    socket: { type: 'string' },
    spool: { type: 'string' },
    'linger-ms': { type: 'string', default: '600000' },
  },
});

if (!values.socket || !values.spool) {
  process.stderr.write('usage: holder --socket PATH --spool DIRECTORY [--linger-ms N]\n');
  process.exit(2);
}

// A terminal that closes, or a Ctrl-C meant for the hub, must not end anybody's turn.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

try {
  const { close } = await serveHolder({
    socket: values.socket,
    spool: values.spool,
    lingerMs: Number(values['linger-ms']),
    onIdle: () => process.exit(0),
  });
  process.on('SIGTERM', () => void close().then(() => process.exit(0)));
  process.stdout.write('ready\n');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
