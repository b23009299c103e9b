import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerStatic } from '../src/doors/static.ts';

const SCRIPT = 'console.log("hello");\n'.repeat(100);
const app = fastify();
let webRoot: string;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'claude-remote-static-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html>');
  await writeFile(join(webRoot, 'assets/page-1.js'), SCRIPT);
  await writeFile(join(webRoot, 'assets/page-1.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(webRoot, 'assets/plain-1.js'), SCRIPT);
  await registerStatic(app, webRoot);
});
afterAll(async () => {
  await app.close();
  await rm(webRoot, { recursive: true, force: true });
});

const get = (url: string, encodings: string) => app.inject({ url, headers: { 'accept-encoding': encodings } });

test('[W62] a file that was compressed ahead goes out so to whoever can read it, and whole to others', async () => {
  const small = await get('/assets/page-1.js', 'gzip, br');
  expect(small.headers['content-encoding']).toBe('br');
  expect(small.headers['content-type']).toMatch(/javascript/);
  expect(small.headers.vary).toMatch(/accept-encoding/i);
  expect(small.headers['cache-control']).toMatch(/immutable/);
  expect(small.rawPayload.length).toBeLessThan(SCRIPT.length / 10);
  expect(brotliDecompressSync(small.rawPayload).toString()).toBe(SCRIPT);
  const whole = await get('/assets/page-1.js', 'identity');
  expect(whole.headers['content-encoding']).toBeUndefined();
  expect(whole.body).toBe(SCRIPT);
});

test('[W62] a file without a compressed one beside it goes out as it is, and so does the shell', async () => {
  expect((await get('/assets/plain-1.js', 'gzip, br')).body).toBe(SCRIPT);
  expect((await get('/sessions/1', 'gzip, br')).body).toBe('<!doctype html>');
  expect((await get('/assets/nothing.js', 'gzip, br')).statusCode).toBe(404);
});
