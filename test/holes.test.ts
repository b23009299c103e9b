import { join } from 'node:path';
import {
  FAKE_CLAUDES,
  type Product,
  startProduct,
  temporaryDirectory,
  until,
  writeFakeClaude,
} from '@claude-remote/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { ROOT } from './programs.ts';

/** Bad surroundings of the product as a person starts it: each ends in a clear sentence. Nothing here reaches a model. */
const opened: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const NO_MODEL = 'http://127.0.0.1:9';

async function start(args: readonly string[]): Promise<Product> {
  const product = await startProduct({ modelUrl: NO_MODEL, root: ROOT, args });
  opened.push(() => product.stop());
  await until('the machine', async () => {
    const answer = await product.ask('/api/v1/machines');
    return answer.text.includes('"online":true');
  });
  return product;
}

describe('a Claude that', () => {
  test.each(FAKE_CLAUDES)('[X9] %s is reported in its own words, and the hub goes on', async (behaviour) => {
    const directory = temporaryDirectory('fake');
    opened.push(() => directory.remove());
    const product = await start(['--claude', writeFakeClaude(directory.path, behaviour)]);
    const answer = await product.ask('/api/chat', { body: { message: 'say hi' } });
    expect(answer.json()).toMatchObject({ success: false, error: expect.stringContaining('the licence ran out') });
    expect((await product.ask('/health')).status).toBe(200);
  });

  test('[X9] is not there is named, with what to do', async () => {
    const product = await start(['--claude', join(ROOT, 'no', 'such', 'claude')]);
    const answer = await product.ask('/api/chat', { body: { message: 'say hi' } });
    expect(answer.json()).toMatchObject({ success: false, error: expect.stringMatching(/was not found.*--claude/) });
  });
});

test('[X10] a port that is taken and a second hub on the same data each end with one clear line', async () => {
  const product = await start([]);
  const port = Number(new URL(product.url).port);
  const home = temporaryDirectory('second');
  opened.push(() => home.remove());
  await expect(startProduct({ modelUrl: NO_MODEL, root: ROOT, home: home.path, port })).rejects.toThrow(
    /something else already listens on .*; stop it, or give another port/,
  );
  const again = startProduct({
    modelUrl: NO_MODEL,
    root: ROOT,
    home: home.path,
    args: ['--data-dir', product.dataDir],
  });
  await expect(again).rejects.toThrow(/another hub already works in/);
  expect((await product.ask('/health')).status).toBe(200);
});
