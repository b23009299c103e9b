/**
 * Many viewers in a process of their own: `viewers.mjs URL CA COUNT AUTHORIZATION SESSION` for the product, without the
 * last two for the raw relay. Prints `ready`, then for each command line `until N` how many lines of the program were
 * delivered and when the last of the N × COUNT came: `done DELIVERIES NANOSECONDS FRAMES`.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const [url, ca, count, authorization, session] = process.argv.slice(2);
const options = {
  ca: readFileSync(ca),
  perMessageDeflate: false,
  ...(authorization && { headers: { authorization } }),
};
let deliveries = 0;
let frames = 0;
let wanted = Number.POSITIVE_INFINITY;

function took(lines) {
  if (lines === 0) return;
  deliveries += lines;
  frames++;
  if (deliveries >= wanted) {
    process.stdout.write(`done ${deliveries} ${process.hrtime.bigint()} ${frames}\n`);
    wanted = Number.POSITIVE_INFINITY;
  }
}

/** Lines in a frame without parsing it, so that this process stays out of the way: each line's text begins with its number. */
function linesIn(text) {
  return text.match(/"text":"\d+ \d+"/g)?.length ?? 0;
}

function openRaw() {
  const socket = new WebSocket(url, options);
  socket.on('message', (data) => took(linesIn(String(data))));
  return new Promise((resolve) => socket.on('open', resolve));
}

function openProduct() {
  const socket = new WebSocket(url, options);
  const hello = { type: 'hello', versions: [1, 1], client: { name: 'bench', version: '1' } };
  socket.on('open', () => socket.send(JSON.stringify(hello)));
  return new Promise((resolve) => {
    const receive = receiver((frame) => socket.send(JSON.stringify(frame)), resolve);
    socket.on('message', (data) => receive(String(data)));
  });
}

/** Frames are known by how they begin: reading them whole would cost more than the hub's sending. */
function receiver(send, begun) {
  let unpaid = 0;
  const kinds = {
    welcome: () => send({ type: 'subscribe', session }),
    snapshot: begun,
    ping: (text) => send({ ...JSON.parse(text), type: 'pong' }),
    live: pay,
    events: (text) => {
      took(linesIn(text));
      pay(text);
    },
  };
  function pay(text) {
    unpaid += Buffer.byteLength(text);
    if (unpaid < PAY_BYTES) return;
    send({ type: 'credit', bytes: unpaid });
    unpaid = 0;
  }
  return (text) => kinds[text.slice(9, text.indexOf('"', 9))]?.(text);
}

/** Credit is given back in pieces of that many bytes. */
const PAY_BYTES = 64 * 1024;
/** Handshakes at a time. */
const OPENING = 20;

for (let open = 0; open < Number(count); open += OPENING) {
  const now = Math.min(OPENING, Number(count) - open);
  await Promise.all(Array.from({ length: now }, session ? openProduct : openRaw));
}
createInterface({ input: process.stdin })
  .on('line', (line) => {
    deliveries = 0;
    frames = 0;
    wanted = Number(line.replace('until ', '')) * Number(count);
  })
  .on('close', () => process.exit(0));
process.stdout.write('ready\n');
