import { RemoteError } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ANN, id, SESSION, Stage } from './supervisor-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.make();
  await stage.begin();
});
afterEach(() => stage.end());

/** One finished turn; its prompt's command is number 2. */
async function oneTurn(): Promise<void> {
  await stage.prompt(2);
  await stage.claude.until(() => stage.claude.current.prompts.length === 1);
  await stage.claude.current.take(id(2));
  await stage.claude.current.finish();
  await stage.until((state) => state.turn === null);
}

describe('putting files back', () => {
  test('[CL35] what it would change is told first; then it is done once and an event says what came of it', async () => {
    await oneTurn();
    expect(await stage.supervisor.previewRewind(SESSION, id(2))).toEqual({ files: ['/w/a.ts'], added: 1, removed: 2 });
    await stage.command(3, { kind: 'rewind', prompt: id(2) });
    await expect.poll(() => stage.bodies('files-rewound')).toHaveLength(1);
    expect(stage.claude.current.rewinds).toEqual([
      { prompt: id(2), preview: true },
      { prompt: id(2), preview: false },
    ]);
    expect(await stage.bodies('files-rewound')).toEqual([
      { kind: 'files-rewound', command: id(3), prompt: id(2), by: ANN, files: ['/w/a.ts'], added: 1, removed: 2 },
    ]);
  });

  test('[CL35] Claude is started for it when it is not there', async () => {
    await oneTurn();
    await stage.command(3, { kind: 'stop-claude' });
    await stage.claude.until(() => !stage.claude.current.alive);
    const before = stage.claude.processes.length;
    await stage.supervisor.previewRewind(SESSION, id(2));
    expect(stage.claude.processes).toHaveLength(before + 1);
    await stage.command(4, { kind: 'rewind', prompt: id(2) });
    await expect.poll(() => stage.bodies('files-rewound')).toHaveLength(1);
  });

  test('[CL36] while Claude works it is refused; what Claude cannot put back is refused in its words', async () => {
    await oneTurn();
    stage.claude.current.rewindError = new RemoteError('cannot_rewind', { detail: 'No file checkpoint found' });
    await stage.command(3, { kind: 'rewind', prompt: id(9) });
    await expect.poll(() => stage.bodies('command-refused')).toHaveLength(1);
    await stage.prompt(4);
    await stage.command(5, { kind: 'rewind', prompt: id(2) });
    await expect(stage.supervisor.previewRewind(SESSION, id(2))).rejects.toMatchObject({ code: 'turn_running' });
    const refused = (await stage.bodies('command-refused')).map(({ error }) => error);
    expect(refused.map(({ code }) => code)).toEqual(['cannot_rewind', 'turn_running']);
    expect(refused[0]?.error).toContain('No file checkpoint found');
  });

  test('[CL36] a prompt waits until the files are back', async () => {
    await oneTurn();
    let release = (): void => undefined;
    stage.claude.current.rewindAfter = new Promise((resolve) => {
      release = resolve;
    });
    await stage.command(3, { kind: 'rewind', prompt: id(2) });
    await stage.prompt(4);
    expect(stage.sessionState.turn).toBeNull();
    expect(stage.sessionState.queue).toHaveLength(1);
    release();
    await stage.until((state) => state.turn?.command === id(4));
  });
});
