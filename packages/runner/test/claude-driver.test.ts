import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectHolder, membersOf } from '@claude-remote/holder';
import { type Answer, asCommandId, asSessionId, type EventBody, type Request } from '@claude-remote/protocol';
import { type ScriptedModel, startScriptedModel } from '@claude-remote/scripted-model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDriver } from '../src/claude/create-driver.ts';
import type { ClaudeDriver, ClaudeEvent, ClaudePlan, ClaudeProcess, TurnResult } from '../src/claude/driver.ts';
import { promptEvidence } from '../src/claude/transcript.ts';

/** The contract with the installed Claude Code: the real program, driven through the real holder, against a scripted model. */

let home: string;
let model: ScriptedModel;
let drivers: { driver: ClaudeDriver; processes: ClaudeProcess[] }[];
const sessions: string[] = [];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'driver-'));
  for (const name of ['run', 'spool', 'workspace', 'home']) mkdirSync(join(home, name), { mode: 0o700 });
  model = await startScriptedModel();
  drivers = [];
});

afterEach(async () => {
  for (const { processes } of drivers) for (const process of processes) process.release();
  const client = await connectHolder(join(home, 'run', 'h.sock'), () => {}).catch(() => null);
  for (const { key, exit } of client?.processes ?? []) {
    if (exit) continue;
    client?.stop(key, 50);
    await client?.read(key, Number.MAX_SAFE_INTEGER);
  }
  client?.close();
  for (const pid of membersOf(`holder-${home}`)) process.kill(pid, 'SIGTERM');
  await model.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const CLAUDE_ENV = () => ({
  PATH: process.env.PATH ?? '',
  HOME: join(home, 'home'),
  ANTHROPIC_BASE_URL: model.url,
  ANTHROPIC_API_KEY: 'sk-ant-dummy-000000000000000000000000000000',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_TELEMETRY: '1',
  IS_SANDBOX: '1',
});

function newDriver(claude: string | null = null, env: Record<string, string> = {}, startMs?: number): ClaudeDriver {
  const entry = join(import.meta.dirname, '../../holder/src/main.ts');
  const driver = createDriver({
    holder: {
      socket: join(home, 'run', 'h.sock'),
      spool: join(home, 'spool'),
      command: [process.execPath, '--import', 'tsx', entry],
      env: { PATH: process.env.PATH ?? '', CLAUDE_REMOTE_HELD: `holder-${home}` },
    },
    claude,
    env: { ...CLAUDE_ENV(), ...env },
    configDir: join(home, 'home', '.claude'),
    machine: 'atlas',
    now: Date.now,
    ...(startMs !== undefined && { startMs }),
  });
  drivers.push({ driver, processes: [] });
  return driver;
}

function newPlan(settings: ClaudePlan['settings'] = { mode: 'ask' }): ClaudePlan {
  const session = asSessionId(randomUUID());
  sessions.push(session);
  return { session, claudeSession: session, workspace: join(home, 'workspace'), settings, begin: 'new' };
}

/** Everything that came out of one process, and ways to wait for it. */
class Heard {
  readonly events: ClaudeEvent[] = [];
  readonly partial: string[] = [];
  /** Tokens of the turn, as they were told while it ran. */
  readonly spent: unknown[] = [];
  exit: { code: number | null; signal: string | null; stderr: string } | null = null;
  upTo = 0;
  private wake: () => void = () => {};

  readonly sink = {
    onOutput: async (output: { upTo: number; events: readonly ClaudeEvent[]; live: readonly { kind: string }[] }) => {
      this.events.push(...output.events);
      this.upTo = output.upTo;
      for (const value of output.live) if ('text' in value) this.partial.push(String(value.text));
      for (const value of output.live) if ('usage' in value) this.spent.push(value.usage);
      this.wake();
    },
    onExit: (exit: { code: number | null; signal: string | null; stderr: string }) => {
      this.exit = exit;
      this.wake();
    },
  };

  async until<Found>(look: () => Found | undefined | null | false): Promise<Found> {
    for (;;) {
      const found = look();
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  bodies(): EventBody[] {
    return this.events.flatMap((event) => (event.type === 'event' ? [event.body] : []));
  }

  texts(): string[] {
    return this.bodies().flatMap((body) => (body.kind === 'text' ? [body.text] : []));
  }

  results(): TurnResult[] {
    return this.events.flatMap((event) => (event.type === 'turn-result' ? [event.result] : []));
  }

  request(): Promise<Request> {
    return this.until(() =>
      this.bodies()
        .flatMap((body) => (body.kind === 'request-opened' ? [body.request] : []))
        .at(-1),
    );
  }

  result(count = 1): Promise<TurnResult> {
    return this.until(() => this.results()[count - 1]);
  }
}

async function open(driver: ClaudeDriver, plan: ClaudePlan): Promise<{ claude: ClaudeProcess; heard: Heard }> {
  const heard = new Heard();
  const claude = await driver.open(plan, heard.sink);
  drivers.find((entry) => entry.driver === driver)?.processes.push(claude);
  return { claude, heard };
}

const prompt = (text: string) => ({ command: asCommandId(randomUUID()), text, attachments: [] });

async function oneTurn(text: string, answer?: (request: Request) => Answer) {
  const { claude, heard } = await open(newDriver(), newPlan());
  await claude.prompt(prompt(text));
  if (answer) {
    const request = await heard.request();
    await claude.answer(request.id, answer(request));
  }
  const result = await heard.result();
  return { claude, heard, result };
}

describe('driver', () => {
  it('[CL1] streams an answer, then tells it whole, the prompt as taken and the turn as done', async () => {
    const { heard, result } = await oneTurn('say Hello **you**, this is a longer line of text');
    expect(heard.partial.join('')).toBe('Hello **you**, this is a longer line of text');
    expect(heard.texts()).toEqual(['Hello **you**, this is a longer line of text']);
    expect(result).toMatchObject({ outcome: 'done', rounds: 1 });
    expect(result.processCostUsd).toBeGreaterThan(0);
    const kinds = heard.events.map((event) => (event.type === 'event' ? event.body.kind : event.type));
    expect(kinds).toEqual(['claude-started', 'prompt-taken', 'text', 'turn-result']);
  });

  it('[CL2] carries prompts exactly: emoji, a leading dash, ANSI, one megabyte', async () => {
    const { claude, heard } = await open(newDriver(), newPlan());
    const texts = [
      '🦊👩‍👩‍👧',
      '--settings=/etc/passwd -p',
      'say \u001b[31mred\u001b[0m',
      `say ${'x'.repeat(1_000_000)}`,
    ];
    for (const [i, text] of texts.entries()) {
      await claude.prompt(prompt(text));
      await heard.result(i + 1);
      expect(model.asked.at(-1)?.prompt).toBe(text);
    }
  });

  it('[CL3] asks for permission with the exact input, and runs what was allowed', async () => {
    const { heard } = await oneTurn('run touch allowed.txt', (request) => {
      expect(request).toMatchObject({ kind: 'permission', toolName: 'Bash', input: { command: 'touch allowed.txt' } });
      return { type: 'allow' };
    });
    expect(existsSync(join(home, 'workspace', 'allowed.txt'))).toBe(true);
    expect(heard.bodies()).toContainEqual(expect.objectContaining({ kind: 'tool-ended', outcome: 'ok' }));
  });

  it('[CL41] tells the tokens of a turn while it runs, message by message, and begins anew with the next', async () => {
    const { claude, heard, result } = await oneTurn('run touch counted.txt', () => ({ type: 'allow' }));
    expect(result.usage.output).toBeGreaterThan(0);
    expect(heard.spent.at(-1)).toEqual(result.usage);
    expect(new Set(heard.spent.map((usage) => JSON.stringify(usage))).size).toBeGreaterThan(2);
    await claude.prompt(prompt('say once more'));
    const second = await heard.result(2);
    expect(heard.spent.at(-1)).toEqual(second.usage);
    expect(second.usage.input).toBeLessThan(result.usage.input);
  });

  it('[CL4] tells Claude why a person said no, and does not run it', async () => {
    const { heard } = await oneTurn('run touch denied.txt', () => ({ type: 'deny', message: 'not on a Friday' }));
    expect(existsSync(join(home, 'workspace', 'denied.txt'))).toBe(false);
    expect(heard.bodies()).toContainEqual(expect.objectContaining({ kind: 'tool-ended', outcome: 'denied' }));
    expect(heard.texts().at(-1)).toContain('not on a Friday');
  });

  it('[CL5] offers the "always" choices that Claude offers, and takes them', async () => {
    const { claude, heard } = await oneTurn('write one.md', (request) => {
      const mode =
        request.kind === 'permission' && request.suggestions.find((s) => s.kind === 'mode' && s.text === 'edits');
      return { type: 'allow', suggestions: [mode ? mode.index : 99] };
    });
    await claude.prompt(prompt('write two.md'));
    await heard.result(2);
    expect(heard.bodies().filter((body) => body.kind === 'request-opened')).toHaveLength(1);
    expect(existsSync(join(home, 'workspace', 'two.md'))).toBe(true);
  });

  it('[CL6] shows a change as a diff', async () => {
    writeFileSync(join(home, 'workspace', 'greeting.js'), "export const greet = () => 'Hello';\n");
    const { heard } = await oneTurn('edit greeting.js', () => ({ type: 'allow' }));
    const diffs = heard.bodies().flatMap((body) => (body.kind === 'tool-ended' && body.diff ? [body.diff] : []));
    expect(diffs[0]?.hunks[0]?.lines).toEqual([
      "-export const greet = () => 'Hello';",
      "+export const greet = () => 'Hello, you';",
    ]);
  });

  it('[CL7] brings questions and takes one, several and free answers', async () => {
    const { heard } = await oneTurn('ask many', (request) => {
      expect(request.kind === 'question' && request.questions.map((q) => q.multiSelect)).toEqual([false, true]);
      const answers = {
        'Which store should the queue use?': 'my own idea',
        'Which checks should run?': ['Types', 'Tests'],
      };
      return { type: 'choose', answers };
    });
    expect(heard.texts().at(-1)).toMatch(/my own idea[\s\S]*Types/);
  });

  it('[CL8] brings a plan; approving it leaves plan mode', async () => {
    const { claude, heard } = await open(newDriver(), newPlan({ mode: 'plan' }));
    await claude.prompt(prompt('plan'));
    const request = await heard.request();
    expect(request).toMatchObject({ kind: 'plan', plan: expect.stringContaining('journal') });
    await claude.answer(request.id, { type: 'approve', mode: 'edits' });
    expect(await heard.result()).toMatchObject({ outcome: 'done' });
    await claude.prompt(prompt('write after-plan.md'));
    await heard.result(2);
    expect(existsSync(join(home, 'workspace', 'after-plan.md'))).toBe(true);
  });

  it('[CL9] stops a turn, withdraws what it asked, and takes the next prompt', async () => {
    const { claude, heard } = await open(newDriver(), newPlan());
    await claude.prompt(prompt('run touch never.txt'));
    const request = await heard.request();
    await claude.interrupt();
    expect(await heard.result()).toMatchObject({ outcome: 'interrupted' });
    expect(heard.bodies()).toContainEqual(expect.objectContaining({ kind: 'request-closed', request: request.id }));
    await expect(claude.answer(request.id, { type: 'allow' })).rejects.toMatchObject({ code: 'request_closed' });
    await claude.prompt(prompt('say still here'));
    await heard.result(2);
    expect(heard.texts().at(-1)).toBe('still here');
  });

  it('[CL10] reports a failure of the model with its words', async () => {
    const { result } = await oneTurn('fail');
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { code: 'claude_error', error: expect.stringContaining('refuses this one') },
    });
  });

  it('[CL11] takes the same prompt twice as one', async () => {
    const { claude, heard } = await open(newDriver(), newPlan());
    const once = prompt('say once');
    await Promise.all([claude.prompt(once), claude.prompt(once)]);
    await heard.result();
    await claude.prompt(prompt('say twice'));
    await heard.result(2);
    expect(heard.texts()).toEqual(['once', 'twice']);
  });

  it('[CL12] adopts a living process after a crash: no frame lost, the pending request answerable under its id', async () => {
    const plan = newPlan();
    const before = await open(newDriver(), plan);
    await before.claude.prompt(prompt('run touch survived.txt'));
    const request = await before.heard.request();
    before.claude.ack(before.heard.upTo);
    const next = newDriver();
    expect(await next.held()).toEqual([{ session: plan.session, answered: [] }]);
    const { claude, heard } = await open(next, plan);
    expect(claude.adopted).toBe(true);
    await claude.answer(request.id, { type: 'allow' });
    await heard.result();
    expect(existsSync(join(home, 'workspace', 'survived.txt'))).toBe(true);
    expect(heard.bodies().map((body) => body.kind)).not.toContain('request-opened');
    expect(await newDriver().held()).toEqual([{ session: plan.session, answered: [request.id] }]);
  });

  it('[CL13] tells from the transcript what became of a prompt when Claude was killed', async () => {
    const driver = newDriver();
    const plan = newPlan();
    const { claude, heard } = await open(driver, plan);
    const answered = prompt('say done');
    await claude.prompt(answered);
    await heard.result();
    const waiting = prompt('run touch killed.txt');
    await claude.prompt(waiting);
    await heard.request();
    const lookup = () => promptEvidence(join(home, 'home', '.claude'), plan.claudeSession, waiting.command);
    await expect.poll(lookup).toBe('interrupted'); // Claude writes its transcript a moment later
    for (const pid of membersOf(plan.session)) process.kill(pid, 'SIGKILL');
    await heard.until(() => heard.exit);
    expect(await driver.evidence(plan, answered.command)).toBe('answered');
    expect(await driver.evidence(plan, waiting.command)).toBe('interrupted');
    expect(await driver.evidence(plan, asCommandId(randomUUID()))).toBe('absent');
    const again = await open(driver, { ...plan, begin: 'resume' });
    await again.claude.prompt(answered);
    await again.claude.prompt(prompt('say resumed'));
    await again.heard.until(() => again.heard.texts().includes('resumed'));
    expect(again.heard.texts()).not.toContain('done');
  });

  it('[CL14] changes mode and model of a living process', async () => {
    const { claude, heard } = await open(newDriver(), newPlan());
    await claude.changeSettings({ mode: 'edits', model: 'claude-sonnet-4-5' });
    await claude.prompt(prompt('write changed.md'));
    await heard.result();
    expect(heard.bodies().filter((body) => body.kind === 'request-opened')).toEqual([]);
    expect(heard.bodies().find((body) => body.kind === 'claude-started')).toMatchObject({
      model: expect.stringContaining('sonnet'),
    });
  });

  it('[CL15] ends the whole tree on stop', async () => {
    const plan = newPlan();
    const { claude } = await open(newDriver(), plan);
    expect(membersOf(plan.session).length).toBeGreaterThan(0);
    await claude.stop();
    await expect.poll(() => membersOf(plan.session)).toEqual([]);
  });
});

describe('driver, when Claude Code is not well', () => {
  const program = (script: string) => {
    const path = join(home, 'claude');
    writeFileSync(
      path,
      `#!/bin/sh\nif [ "$1" = --version ]; then echo "2.1.329 (Claude Code)"; exit 0; fi\n${script}\n`,
    );
    chmodSync(path, 0o755);
    return path;
  };

  it('[CL16] says that it is missing, and never searches a relative directory', async () => {
    expect(await newDriver('/nowhere/claude').check()).toMatchObject({ problem: { code: 'claude_missing' } });
    expect(await newDriver('./claude').check()).toMatchObject({ problem: { code: 'claude_missing' } });
    expect(await newDriver().check()).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  });

  it('[CL17] says why it ended at its start', async () => {
    const driver = newDriver(program('echo "cannot open config" >&2; exit 3'));
    await expect(open(driver, newPlan())).rejects.toMatchObject({
      code: 'claude_failed',
      message: expect.stringContaining('cannot open config'),
    });
  });

  it('[CL22] ends one that never speaks, and says so', async () => {
    const plan = newPlan();
    const driver = newDriver(program('exec sleep 600'), {}, 200);
    await expect(open(driver, plan)).rejects.toMatchObject({ code: 'claude_silent' });
    await expect.poll(() => membersOf(plan.session), { timeout: 15_000 }).toEqual([]);
  });

  it('[CL18] keeps a line that is no JSON, and survives a flood on stderr', async () => {
    const answer = `{"type":"control_response","response":{"subtype":"success","request_id":"'"$id"'","response":{}}}`;
    const script = `read line; id=$(echo "$line" | sed 's/.*"request_id":"\\([^"]*\\)".*/\\1/'); echo '${answer}'
head -c 3000000 /dev/zero | tr '\\0' x >&2; echo '{"type":"assist'; exit 1`;
    const { heard } = await open(newDriver(program(script)), newPlan());
    const exit = await heard.until(() => heard.exit);
    expect(exit.code).toBe(1);
    expect(exit.stderr.length).toBeLessThanOrEqual(8192);
    expect(heard.bodies()).toContainEqual(expect.objectContaining({ kind: 'unknown', name: 'unreadable' }));
  });

  it('[CL19] says that nobody is signed in', async () => {
    const refusing = await startScriptedModel({
      script: () => ({ error: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' } }),
    });
    const { claude, heard } = await open(newDriver(null, { ANTHROPIC_BASE_URL: refusing.url }), newPlan());
    await claude.prompt(prompt('say hi'));
    expect(await heard.result()).toMatchObject({ outcome: 'failed', error: { code: 'claude_login' } });
    await refusing.close();
  });
});
