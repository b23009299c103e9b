import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ClaudeDriver } from '../src/claude/driver.ts';
import { readConfig } from '../src/config.ts';
import { dialHub, type Runner, startRunner } from '../src/start-runner.ts';
import { MachineStage } from './machine-stage.ts';
import { realClock } from './parts.ts';

let stage: MachineStage;
let runner: Runner | null = null;
beforeEach(async () => {
  stage = await MachineStage.make();
});
afterEach(async () => {
  await runner?.stop();
  runner = null;
  await stage.end();
});

it('[R15] what a machine learns of itself while the welcome is on the way is told after it', async () => {
  const config = await readConfig(stage.configPath);
  let welcome: () => void = () => {};
  let cameSoFar: () => void = () => {};
  const onTheWay = new Promise<void>((resolve) => {
    cameSoFar = resolve;
  });
  const driver: ClaudeDriver = {
    check: () => onTheWay.then(() => ({ path: '/claude', version: '9.9.9' })),
    held: async () => [],
    open: () => Promise.reject(new Error('nothing is begun here')),
    evidence: async () => 'absent',
  };
  runner = await startRunner({
    config,
    driver,
    env: { PATH: process.env.PATH ?? '' },
    claudeConfigDir: stage.dir,
    platform: 'test',
    clock: realClock,
    now: Date.now,
    random: () => 0,
    log: () => undefined,
    dial: (events) =>
      dialHub(() => config)({
        ...events,
        onText: (text) => {
          if (!text.includes('"welcome"')) return events.onText(text);
          welcome = () => events.onText(text);
          cameSoFar();
        },
      }),
  });
  await onTheWay;
  await new Promise(setImmediate); // Claude was found
  expect(stage.hub.hellos.map(({ info }) => info.claudeVersion)).toEqual([null]);
  welcome();
  const told = () => stage.hub.frames.some((frame) => frame.type === 'info' && frame.info.claudeVersion === '9.9.9');
  await stage.hub.until(told);
});
