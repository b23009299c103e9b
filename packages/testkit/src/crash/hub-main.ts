import { type HubProgram, serve } from '@claude-remote/hub';
import { startScriptedModel } from '@claude-remote/scripted-model';
import { around } from './around.ts';
import { crashPoints } from './crash-plan.ts';
import type { CrashSetting } from './crash-setting.ts';

/** `node hub-main.js SETTING [options of serve]`: the real hub, whose storage has crash points around each write. */
const [text = '', ...args] = process.argv.slice(2);
const setting: CrashSetting = JSON.parse(text);
const at = crashPoints(setting.hubPlan);

const program: HubProgram = {
  args,
  root: setting.root,
  version: '0.0.0',
  programs: { node: process.execPath, runner: [setting.runner, setting.runnerPlan], holderEntry: setting.holder },
  startModel: () => startScriptedModel(),
  instead: {
    storage: (real) =>
      around(
        real,
        {
          addEvents: 'events are stored',
          addCommand: 'a command is stored',
          markDelivered: 'a delivery is stored',
          putMachine: 'a machine is stored',
        },
        { at },
      ),
    randomFraction: () => setting.retryFraction,
  },
};
process.exitCode = await serve(program);
process.exit();
