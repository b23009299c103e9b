import { expect, test } from 'vitest';
import { startScriptedModel } from '../src/index.ts';

test('[CF10] the model listens where it is wished for, and elsewhere when somebody else does', async () => {
  const first = await startScriptedModel();
  const port = Number(new URL(first.url).port);
  const beside = await startScriptedModel({ port });
  expect(beside.url).not.toBe(first.url);
  expect((await fetch(beside.url)).status).toBe(200);
  await Promise.all([first.close(), beside.close()]);
  const again = await startScriptedModel({ port });
  expect(again.url).toBe(first.url);
  await again.close();
});
