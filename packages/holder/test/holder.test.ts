import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectHolder, type HolderClient } from '../src/connect.ts';
import { membersOf } from '../src/process-tree.ts';
import { Spool } from '../src/spool.ts';

let home: string;
let holder: ChildProcess | null;
let clients: HolderClient[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holder-'));
  holder = null;
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  if (holder && holder.exitCode === null) {
    const gone = new Promise((resolve) => holder?.once('exit', resolve));
    holder.kill('SIGTERM');
    await gone;
  }
  rmSync(home, { recursive: true, force: true });
});

const socketPath = () => join(home, 'run', 'holder.sock');

async function startHolder(lingerMs = 600_000): Promise<{ code: number | null; error: string }> {
  const entry = join(import.meta.dirname, '../src/main.ts');
  const args = [
    '--import',
    'tsx',
    entry,
    '--socket',
    socketPath(),
    '--spool',
    join(home, 'spool'),
    '--linger-ms',
    String(lingerMs),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let error = '';
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => {
    child.stdout.once('data', () => resolve(null));
    child.once('exit', resolve);
  });
  if (code === null) holder = child;
  return { code, error };
}

async function attach(): Promise<{ client: HolderClient; closed: Promise<void> }> {
  let onClose = () => {};
  const closed = new Promise<void>((resolve) => {
    onClose = resolve;
  });
  const client = await connectHolder(socketPath(), () => onClose());
  clients.push(client);
  return { client, closed };
}

const order = (key: string, script: string) => ({
  key,
  file: process.execPath,
  args: ['-e', script],
  env: { PATH: process.env.PATH ?? '' },
  cwd: home,
});

/** Says every line that it gets back, and numbers from 1 to N for `{"count":N}`. */
const ECHO = `require('readline').createInterface({input:process.stdin}).on('line',(l)=>{const f=JSON.parse(l);
  if(f.count)for(let i=1;i<=f.count;i++)console.log(JSON.stringify({n:i}));else console.log(l)}).on('close',()=>process.exit(0))`;

async function readAll(client: HolderClient, key: string, until: (lines: string[]) => boolean): Promise<string[]> {
  const lines: string[] = [];
  let after = 0;
  while (!until(lines)) {
    const { frames, exit } = await client.read(key, after);
    for (const { n, line } of frames) {
      expect(n).toBe(++after);
      lines.push(line);
    }
    if (exit) break;
  }
  return lines;
}

describe('holder', () => {
  it('[HO1] gives every line once, in order, to runners that come and go at any moment', async () => {
    await startHolder();
    const count = 20_000;
    let { client } = await attach();
    await client.spawn(order('s', ECHO));
    await client.write('s', 'w1', JSON.stringify({ count }));
    const seen: number[] = [];
    let after = 0;
    for (let kills = 0; seen.length < count; kills++) {
      const { frames } = await client.read('s', after);
      for (const { n, line } of frames) {
        expect(n).toBe(after + 1);
        after = n;
        seen.push(JSON.parse(line).n);
      }
      client.ack('s', after - (kills % 3)); // an acknowledgement may be behind what was read
      if (kills % 2 === 0) {
        client.close();
        ({ client } = await attach());
      }
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  });

  it('[HO2] writes a line once, whatever is sent again, also by the next runner', async () => {
    await startHolder();
    const first = await attach();
    await first.client.spawn(order('s', ECHO));
    await first.client.write('s', 'w1', '{"a":1}');
    await first.client.write('s', 'w1', '{"a":1}');
    const second = await attach();
    await second.client.write('s', 'w1', '{"a":1}');
    await second.client.write('s', 'w2', '{"end":1}');
    expect(await readAll(second.client, 's', (lines) => lines.includes('{"end":1}'))).toEqual(['{"a":1}', '{"end":1}']);
  });

  it('[HO3] refuses what is not one line of JSON, and Claude never sees it', async () => {
    await startHolder();
    const { client } = await attach();
    await client.spawn(order('s', ECHO));
    await expect(client.write('s', 'w1', '{"torn":')).rejects.toThrow();
    await expect(client.write('s', 'w2', '{}\n{}')).rejects.toThrow();
    await client.write('s', 'w3', '{"ok":1}');
    expect(await readAll(client, 's', (lines) => lines.length === 1)).toEqual(['{"ok":1}']);
  });

  it('[HO4] keeps requests that nobody answered, and forgets answered and withdrawn ones', async () => {
    await startHolder();
    const { client } = await attach();
    await client.spawn(order('s', ECHO));
    const asks = (id: string) => JSON.stringify({ type: 'control_request', request_id: id });
    for (const id of ['r1', 'r2', 'r3']) await client.write('s', id, asks(id));
    await client.write('s', 'c2', JSON.stringify({ type: 'control_cancel_request', request_id: 'r2' }));
    await readAll(client, 's', (lines) => lines.length === 4);
    await client.write('s', 'a3', JSON.stringify({ type: 'control_response', response: { request_id: 'r3' } }));
    const next = await attach();
    expect(next.client.processes[0]?.unanswered).toEqual([asks('r1')]);
  });

  it('[HO5] cuts the older runner when a newer one says hello', async () => {
    await startHolder();
    const first = await attach();
    await attach();
    await first.closed;
    await expect(first.client.read('s', 0)).rejects.toThrow('gone');
  });

  it('[HO6] ends the whole tree, also what ignored SIGTERM or hid in a group of its own', async () => {
    await startHolder();
    const { client } = await attach();
    const stubborn = `const {spawn}=require('child_process');process.on('SIGTERM',()=>{});
      spawn(process.execPath,['-e','process.on("SIGTERM",()=>{});setInterval(()=>{},1e3);console.log(JSON.stringify({up:1}))'],{detached:true,stdio:['ignore',1,1]}).unref();
      setInterval(()=>{},1e3)`;
    await client.spawn(order('tree', stubborn));
    await readAll(client, 'tree', (lines) => lines.length === 1);
    expect(membersOf('tree')).toHaveLength(2);
    client.stop('tree', 20);
    const { exit } = await client.read('tree', 1);
    expect(exit?.signal).toBe('SIGKILL');
    await expect.poll(() => membersOf('tree')).toEqual([]);
  });

  it('[HO7] tells how a process ended, with the end of its stderr, until it is forgotten', async () => {
    await startHolder();
    const { client } = await attach();
    await client.spawn(
      order('s', `console.log('{"last":1}');console.error('x'.repeat(100000)+'because');process.exitCode=7`),
    );
    const lines = await readAll(client, 's', () => false);
    expect(lines).toEqual(['{"last":1}']);
    const next = await attach();
    const [held] = next.client.processes;
    expect(held?.exit).toMatchObject({ code: 7, last: 1, stderr: expect.stringContaining('because') });
    expect(held?.exit?.stderr.length).toBeLessThanOrEqual(8192);
    next.client.forget('s');
    await expect(next.client.read('s', 0)).rejects.toThrow('no such process');
  });

  it('[HO8] says why a program cannot be started', async () => {
    await startHolder();
    const { client } = await attach();
    await expect(client.spawn({ ...order('s', ''), file: join(home, 'missing') })).rejects.toThrow('ENOENT');
  });

  it('[HO9] is the only one on its socket, replaces a dead one’s, and refuses a directory open to others', async () => {
    await startHolder();
    expect(await startHolder()).toMatchObject({ code: 1, error: expect.stringContaining('another holder') });
    const gone = new Promise((resolve) => holder?.once('exit', resolve));
    holder?.kill('SIGKILL');
    await gone;
    expect(existsSync(socketPath())).toBe(true);
    expect((await startHolder()).code).toBeNull();
    await attach();

    const open = join(home, 'open');
    mkdirSync(open);
    chmodSync(open, 0o755);
    const entry = join(import.meta.dirname, '../src/main.ts');
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', entry, '--socket', join(open, 's'), '--spool', join(home, 'x')],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
  });

  it('[HO10] ends by itself without a runner, but not while a turn or a question is open', async () => {
    await startHolder(150);
    const { client } = await attach();
    await client.spawn(order('s', ECHO));
    await client.write('s', 'p', '{"type":"user"}');
    client.close();
    const next = await attach(); // it is still there, or this would fail
    await next.client.write('s', 'r', '{"type":"result"}');
    await readAll(next.client, 's', (lines) => lines.some((line) => line.includes('result')));
    const gone = new Promise((resolve) => holder?.once('exit', resolve));
    next.client.close();
    expect(await gone).toBe(0);
  });

  it('[HO11] cuts a connection that does not speak its language', async () => {
    await startHolder();
    const socket = connect(socketPath());
    socket.write('GET / HTTP/1.1\n');
    await new Promise((resolve) => socket.once('close', resolve));
    await attach();
  });

  it('passes lines of 20 MB whole', async () => {
    await startHolder();
    const { client } = await attach();
    await client.spawn(order('s', `process.stdout.write(JSON.stringify({big:'é'.repeat(1e7)})+'\\n')`));
    const [line] = await readAll(client, 's', (lines) => lines.length === 1);
    expect(JSON.parse(line ?? '').big.length).toBe(1e7);
  });
});

describe('spool', () => {
  it('keeps more than fits in memory on disk, and cleans the disk when all is acknowledged', () => {
    const path = join(home, 'spool-file');
    const spool = new Spool(path);
    const line = 'ü'.repeat(100_000);
    for (let i = 0; i < 30; i++) spool.append(`${i}${line}`);
    expect(existsSync(path)).toBe(true);
    const seen: string[] = [];
    for (let after = 0; after < 30; ) {
      for (const frame of spool.read(after)) {
        after = frame.n;
        seen.push(frame.line);
      }
      spool.ack(after - 1);
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => `${i}${line}`));
    spool.ack(30);
    expect(readdirSync(home)).toEqual([]);
  });
});

it('the program imports nothing but Node and its own files', () => {
  const directory = join(import.meta.dirname, '../src');
  for (const file of readdirSync(directory)) {
    for (const [, from] of readFileSync(join(directory, file), 'utf8').matchAll(/from '([^']+)'/g)) {
      expect(from).toMatch(/^(node:|\.\/)/);
    }
  }
});
