import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asMachineId, asToolId, type Query, type RunnerToHub } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MachineStage } from './machine-stage.ts';

let stage: MachineStage;
beforeEach(async () => {
  stage = await MachineStage.make();
});
afterEach(() => stage.end());

const start = { kind: 'start', machine: asMachineId('here') } as const;
const numbers = () => stage.hub.bodies('text').map((body) => Number(body.text.split(' ')[0]));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('the runner as a program', () => {
  it('[R9] killed again and again in the middle of an answer: nothing lost, nothing twice, in order', async () => {
    const { hub } = stage;
    await stage.startConnected();
    hub.command(start);
    hub.command({ kind: 'prompt', text: 'lines 2000 1000' });
    for (let kill = 1; kill <= 6; kill++) {
      const seen = numbers().length;
      await hub.until(() => numbers().length > seen + 20 * kill || hub.bodies('turn-ended').length > 0);
      await stage.kill();
      await stage.startConnected();
    }
    await hub.until(() => hub.bodies('turn-ended').length > 0);
    expect(hub.wrong).toEqual([]);
    expect(numbers()).toEqual(upTo(2000));
    expect(hub.bodies('turn-ended').map((ended) => ended.outcome)).toEqual(['done']);
    expect(hub.bodies('turn-started')).toHaveLength(1);
    expect(hub.hellos.map((hello) => hello.epoch)).toEqual(upTo(7));
  }, 120_000);

  it('[R10] Claude goes on while the hub is away, and everything arrives when it is back', async () => {
    const { hub } = stage;
    await stage.startConnected();
    hub.command(start);
    hub.acknowledging = false; // the hub forgets at each reconnect what it did not acknowledge
    hub.command({ kind: 'prompt', text: 'lines 500 500' });
    await hub.until(() => numbers().length > 10);
    hub.send({ type: 'bye', error: { code: 'unauthenticated', error: 'who are you' }, retry: true });
    await hub.until(() => hub.hellos.length === 2);
    await hub.until(() => hub.bodies('turn-ended').length > 0);
    expect(hub.wrong).toEqual([]);
    expect(numbers()).toEqual(upTo(500));
  }, 60_000);

  it('[R16] what no hub could take as it is arrives in a form that it takes, and the session goes on', async () => {
    const { hub } = stage;
    await stage.startConnected();
    hub.command(start);
    hub.command({ kind: 'prompt', text: 'monsters' });
    await hub.until(() => hub.bodies('turn-ended').length > 0);
    expect(hub.bodies('turn-ended').map((ended) => ended.outcome)).toEqual(['done']);
    expect(hub.bodies('text').map((body) => body.text)).toEqual(['after claude-remote cannot answer this']);
    const inputs = hub.bodies('tool-started').map(({ tool, input }) => [tool, JSON.stringify(input).length] as const);
    expect(inputs.map(([tool]) => tool)).toEqual(['deep-20', 'deep-40', 'deep-5000', 'deep-100000']);
    expect(JSON.stringify(hub.bodies('tool-started')[1]?.input)).toContain(`${'{\\"a\\":'.repeat(24)}1`);
    const told = hub.bodies('unknown').map(({ name, data }) => [name, data.slice(0, 40)]);
    expect(told).toEqual([
      ['tool-started', '{"kind":"tool-started","tool":"long","na'],
      ['tool-started', '{"kind":"tool-started","tool":"","name":'],
      ['monster', '[nested too deep]'],
    ]);
    expect(hub.bodies('tool-ended')).toMatchObject([{ tool: 'long', output: 'done' }]);
    expect(hub.bodies('tool-ended')[0]).not.toHaveProperty('diff');
    expect(hub.bodies('request-opened')).toEqual([]);
    expect(hub.hellos, 'no connection was ended over it').toHaveLength(1);
    expect(hub.wrong).toEqual([]);
  }, 60_000);

  it('[R16] a long conversation on the disk is told in pages, and an answer that is too large refused', async () => {
    const { hub, dir, session } = stage;
    const work = join(dir, 'work');
    const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const line = (n: number, type: string, content: unknown) =>
      JSON.stringify({
        ...{ uuid: uuid(n), parentUuid: n > 1 ? uuid(n - 1) : null, sessionId: session, type, cwd: work },
        ...{ timestamp: new Date(n).toISOString(), message: { role: type, id: `m${n}`, content } },
      });
    const said = upTo(299).map((n) => line(n, 'assistant', [{ type: 'text', text: `${n} ${'x'.repeat(60_000)}` }]));
    const large = [{ type: 'tool_result', tool_use_id: 'large', content: 'y'.repeat(9_000_000) }];
    const transcripts = join(dir, 'home/.claude/projects', work.replace(/[^a-zA-Z0-9]/g, '-'));
    await mkdir(transcripts, { recursive: true });
    await writeFile(join(transcripts, `${session}.jsonl`), [...said, line(300, 'user', large)].join('\n'));
    await stage.startConnected();
    hub.command(start);
    await hub.until(() => hub.bodies('session-started').length > 0);
    const ask = async (id: string, query: Query) => {
      hub.send({ type: 'query', id, query });
      const isAnswer = (frame: RunnerToHub) => 'id' in frame && frame.id === id;
      await hub.until(() => hub.frames.some(isAnswer));
      return hub.frames.find(isAnswer);
    };
    const numbers: number[] = [];
    for (let before: number | undefined; before !== 1; before = numbers[0]) {
      const answer = await ask(`page-${before}`, { kind: 'disk-transcript', claudeSession: session, before });
      const page = answer?.type === 'reply' && answer.reply.kind === 'disk-transcript' ? answer.reply.events : [];
      expect(page.length).toBeGreaterThan(0);
      numbers.unshift(...page.map(({ seq }) => seq));
    }
    expect(numbers).toEqual(upTo(300));
    expect(await ask('all', { kind: 'tool-output', session, tool: asToolId('large') })).toMatchObject({
      type: 'query-refused',
      error: { code: 'too_large' },
    });
    expect(hub.hellos, 'no connection was ended over it').toHaveLength(1);
  }, 60_000);

  it('[R10] lets a working Claude live when it is told to end, and finds it again', async () => {
    const { hub } = stage;
    await stage.startConnected();
    hub.command(start);
    hub.command({ kind: 'prompt', text: 'lines 1500 1000' });
    await hub.until(() => numbers().length > 10);
    expect(await stage.kill('SIGTERM')).toBe(0);
    await stage.startConnected();
    await hub.until(() => hub.bodies('turn-ended').length > 0);
    expect(numbers()).toEqual(upTo(1500));
    expect(hub.wrong).toEqual([]);
  }, 60_000);

  it('[R14] looks for its hub at once when its configuration is written anew, even after it was refused', async () => {
    const { hub } = stage;
    await stage.startConnected();
    await stage.logged('runs as here');
    hub.send({ type: 'bye', error: { code: 'unauthenticated', error: 'who are you' }, retry: false });
    await stage.logged('not connected');
    await stage.replaceConfig();
    await hub.until(() => hub.hellos.length === 2);
    expect(hub.wrong).toEqual([]);
  });

  it('[J6] refuses a state directory that another runner uses, in one line', async () => {
    await stage.startConnected();
    const second = stage.start();
    expect(await stage.exit(second)).toBe(1);
    expect(stage.output).toMatch(/claude-remote runner: Another runner \(process \d+\) already uses/);
  });

  it('[R11] a bad configuration is one line that names the entry, and exit code 2', async () => {
    await stage.writeConfig({ idleMinutes: 'long' });
    expect(await stage.exit(stage.start())).toBe(2);
    expect(stage.output).toMatch(/runner\.json: idleMinutes: /);
    expect(stage.output.trim().split('\n')).toHaveLength(1);
  });

  it('[R11] refuses a key that others can read, and a policy that cannot be understood', async () => {
    await chmod(join(stage.dir, 'machine.key'), 0o644);
    expect(await stage.exit(stage.start())).toBe(1);
    expect(stage.output).toMatch(/machine\.key can be read by others \(mode 644\)/);
    await chmod(join(stage.dir, 'machine.key'), 0o600);
    await writeFile(join(stage.stateDir, 'policy.json'), '{"modes":["yolo"]}');
    expect(await stage.exit(stage.start())).toBe(1);
    expect(stage.output).toMatch(/policy\.json: modes must be/);
  });
});
