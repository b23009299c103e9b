/**
 * What the product is measured against: the same hops with nothing on them. `relay.mjs hub CERT KEY` relays every frame of
 * `/in` to every socket on `/out` and prints its port; `relay.mjs runner URL CA -- PROGRAM ARGS…` sends every line that the
 * program prints. No storage, no numbers, no checks, no redaction. With a file's name instead of `--` each line is on the
 * disk before it is sent: what any relay pays that loses nothing to a power cut.
 */
import { spawn } from 'node:child_process';
import { constants, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:https';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer } from 'ws';

const [role, ...rest] = process.argv.slice(2);

function hub([cert, key]) {
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const viewers = new Set();
  let source = null;
  sockets.on('connection', (socket, request) => {
    socket.on('error', () => {});
    if (request.url === '/out') {
      viewers.add(socket);
      socket.on('close', () => viewers.delete(socket));
      socket.on('message', (data) => source?.send(data, { binary: false }));
      return;
    }
    source = socket;
    socket.on('message', (data) => {
      for (const viewer of viewers) viewer.send(data, { binary: false });
    });
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(`port ${server.address().port}\n`));
}

async function runner([url, ca, file, program, ...args]) {
  const journal = file === '--' ? null : await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_DSYNC);
  let waiting = [];
  let writing = false;
  const take = (line) => {
    if (!journal) socket.send(line);
    else {
      waiting.push(line);
      if (!writing) void write();
    }
  };
  /** Lines that come while the disk is busy share the next sync. */
  const write = async () => {
    writing = true;
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      await journal.write(lines.join('\n'));
      for (const line of lines) socket.send(line);
    }
    writing = false;
  };
  const socket = new WebSocket(`${url}/in`, { ca: readFileSync(ca), perMessageDeflate: false });
  socket.on('open', () => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: child.stdout }).on('line', (line) => take(line));
    socket.on('message', (data) => child.stdin.write(`${data}\n`));
    socket.on('close', () => child.kill());
    process.stdout.write('ready\n');
  });
}

if (role === 'hub') hub(rest);
else await runner(rest);
