import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SESSION, Stage } from './supervisor-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.make();
});
afterEach(() => stage.end());

const journals = () => readdir(join(stage.dir, 'state/sessions'));

it('[R20] a deleted session ends its Claude in the middle of a turn, and its journal is gone', async () => {
  await stage.begin();
  await stage.working();
  const { current } = stage.claude;
  await stage.supervisor.forget(SESSION);
  expect(current.alive).toBe(false);
  expect(await journals()).toEqual([]);
  await stage.supervisor.forget(SESSION); // the hub says it again
  await stage.crash();
  await stage.start();
  expect(await journals()).toEqual([]);
  expect(stage.claude.processes).toHaveLength(1);
  expect(stage.troubles).toEqual([]);
});

it('[R20] a process that a runner before this one left is ended too', async () => {
  await stage.begin();
  await stage.working();
  const { current } = stage.claude;
  await stage.crash();
  await stage.start();
  await stage.supervisor.forget(SESSION);
  expect(stage.claude.processes.some((process) => process.alive)).toBe(false);
  expect(current.alive).toBe(false);
  expect(await journals()).toEqual([]);
});
