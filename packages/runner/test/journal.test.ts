import { appendFile, mkdir, mkdtemp, readFile, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asCommandId, asSessionId, type EventBody, type StoredCommand } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBoot } from '../src/journal/boot.ts';
import { type Disk, type DiskFile, machineDisk } from '../src/journal/disk.ts';
import { type JournalOptions, SessionJournal } from '../src/journal/session-journal.ts';
import { openStateDir, StateDirTaken } from '../src/journal/state-dir.ts';
import { realClock } from './parts.ts';

const SESSION = asSessionId('00000000-0000-4000-8000-000000000001');
const ALL = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
let dir: string;
let path: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'journal-'));
  path = join(dir, `${SESSION}.journal`);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function options(over: Partial<JournalOptions> = {}): JournalOptions {
  return { epoch: 1, now: () => 1000, clock: realClock, onProblem: () => undefined, ...over };
}
const open = (over?: Partial<JournalOptions>) => SessionJournal.open(path, SESSION, options(over));
const note = (n: number | string): EventBody => ({ kind: 'notice', level: 'info', text: String(n) });
const said = (text: string): EventBody => ({ kind: 'text', block: text, text });
const texts = (events: readonly { body: EventBody }[]) =>
  events.map(({ body }) => (body.kind === 'notice' || body.kind === 'text' ? body.text : body.kind));

function prompt(n: number): StoredCommand {
  const id = asCommandId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
  return { id, body: { kind: 'prompt', text: `p${n}` }, cseq: n, by: { kind: 'user', name: 'x' }, at: 0, expiresAt: 9 };
}

/** The machine's disk, but nothing is synced until the test lets it. */
class SlowDisk implements Disk {
  readonly list = machineDisk.list;
  readonly read = machineDisk.read;
  readonly truncate = machineDisk.truncate;
  readonly replace = machineDisk.replace;
  readonly remove = machineDisk.remove;
  private waiting: (() => void)[] = [];
  private onWaiting: () => void = () => {};

  async open(file: string): Promise<DiskFile> {
    const opened = await machineDisk.open(file);
    const datasync = (): Promise<void> =>
      new Promise((resolve) => {
        this.waiting.push(resolve);
        this.onWaiting();
      });
    return { ...opened, datasync };
  }

  /** Lets one sync finish; resolves with what waits for it. */
  async through<Result>(what: Promise<Result>): Promise<Result> {
    await this.syncing();
    this.waiting.shift()?.();
    return what;
  }

  /** Resolves when a sync has begun. */
  async syncing(): Promise<void> {
    while (this.waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.onWaiting = resolve;
      });
    }
  }
}

describe('a session journal', () => {
  it('[J1] gives back what was awaited, numbered densely, after it is opened again', async () => {
    const journal = await open();
    await Promise.all([1, 2, 3].map((n) => journal.addStep([note(n), note(`${n}b`)])));
    await journal.close();
    const again = await open({ epoch: 2 });
    expect(again.head).toBe(6);
    await again.addStep([note(4)]);
    const events = await again.read(1, ALL);
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(events.map((event) => event.epoch)).toEqual([1, 1, 1, 1, 1, 1, 2]);
    expect(texts(events)).toEqual(['1', '1b', '2', '2b', '3', '3b', '4']);
    await again.close();
  });

  it('[J1] cut at any byte, it is a prefix of whole steps and can be written on', async () => {
    const journal = await open();
    await journal.addCommands([prompt(1)]);
    await journal.addStep([note('é1'), note('é2')]);
    await journal.addStep([note('x'.repeat(50))], { frame: 7 });
    await journal.close();
    const whole = await readFile(path);
    for (let cut = 0; cut <= whole.length; cut++) {
      await writeFile(path, whole.subarray(0, cut));
      const opened = await open({ epoch: 2 });
      const lines = whole.subarray(0, cut).toString('utf8').split('\n').length - 1;
      expect([0, 0, 2, 3][lines]).toBe(opened.head);
      expect(opened.memory.cseq).toBe(lines > 0 ? 1 : 0);
      expect(opened.memory.frame).toBe(lines > 2 ? 7 : 0);
      await opened.addStep([note('after')]);
      await opened.close();
      const again = await open();
      expect(texts(await again.read(opened.head, ALL))).toEqual(['after']);
      await again.close();
    }
  });

  it('[J1] a damaged line and what follows it are cut, never read as something else', async () => {
    const journal = await open();
    await journal.addStep([note('one')]);
    await journal.addStep([note('two')]);
    await journal.close();
    const bytes = await readFile(path);
    bytes[bytes.indexOf('two')] = 0x58;
    await writeFile(path, bytes);
    await appendFile(path, 'garbage');
    const again = await open();
    expect(texts(await again.read(1, ALL))).toEqual(['one']);
    await again.close();
  });

  it('[J2] a disk that refuses makes an append wait, says so, and takes everything in order when it heals', async () => {
    const problems: (string | null)[] = [];
    let told = (): void => undefined;
    const firstProblem = new Promise<void>((done) => {
      told = done;
    });
    const journal = await open({
      onProblem: (problem) => {
        problems.push(problem);
        told();
      },
    });
    await symlink('/dev/full', path);
    let settled = false;
    const first = journal.addStep([note(1)]).then(() => {
      settled = true;
    });
    const second = journal.addStep([note(2)]);
    await firstProblem;
    expect(settled).toBe(false);
    expect(await journal.read(1, ALL)).toEqual([]); // nothing may be sent that is not synced
    expect(problems[0]).toMatch(/ENOSPC/);
    await unlink(path);
    await writeFile(path, '');
    await Promise.all([first, second]);
    expect(problems.at(-1)).toBeNull();
    await journal.close();
    const again = await open();
    expect(texts(await again.read(1, ALL))).toEqual(['1', '2']);
    await again.close();
  });

  it('[J8] what Claude said may be sent while it is synced, behind everything in front of it', async () => {
    const disk = new SlowDisk();
    const journal = await open({ disk, early: true });
    await disk.through(journal.addStep([note('opens the file')]));
    const decided = journal.addStep([note('decided')]);
    await disk.syncing();
    const behind = journal.addSaid([said('behind')], { frame: 1 });
    expect(texts(await journal.read(1, ALL))).toEqual(['opens the file']);
    await disk.through(decided);
    await behind.sendable;
    expect(texts(await journal.read(2, ALL))).toEqual(['decided', 'behind']);
    expect(journal.synced.seq).toBe(2);
    await disk.through(behind.synced);
    const alone = journal.addSaid([said('alone')], { frame: 2 });
    expect(texts(await journal.read(4, ALL))).toEqual(['alone']);
    expect(journal.synced.seq).toBe(3);
    await disk.through(alone.synced);
    expect(journal.synced.seq).toBe(4);
    await journal.close();
  });

  it('[J8] waits for the disk where boots have no names', async () => {
    const disk = new SlowDisk();
    const journal = await open({ disk });
    const { synced } = journal.addSaid([said('x')], { frame: 1 });
    expect(await journal.read(1, ALL)).toEqual([]);
    await disk.through(synced);
    expect(texts(await journal.read(1, ALL))).toEqual(['x']);
    await journal.close();
  });

  it('[J7] takes back what Claude said, in order and once, and nothing else', async () => {
    const journal = await open({ epoch: 2 });
    await journal.addStep([note('kept')]);
    const event = (seq: number, body: EventBody) => ({ epoch: 1, seq, at: 1, body });
    await expect(journal.takeBack([event(3, said('a'))])).rejects.toThrow('does not go on at 2');
    await expect(
      journal.takeBack([event(2, { kind: 'settings-changed', settings: { mode: 'bypass' } })]),
    ).rejects.toThrow('lost settings-changed');
    await journal.takeBack([event(1, note('kept')), event(2, said('a')), event(3, said('b'))]);
    await journal.takeBack([event(3, said('b'))]);
    await journal.addStep([note('goes on')]);
    await journal.close();
    const again = await open();
    const events = await again.read(1, ALL);
    expect(events.map(({ epoch, seq }) => [epoch, seq])).toEqual([
      [2, 1],
      [1, 2],
      [1, 3],
      [2, 4],
    ]);
    await again.close();
  });

  it('[J7] a state directory knows another boot until that is settled', async () => {
    expect((await openBoot(dir, 'a')).another).toBe(false);
    expect((await openBoot(dir, 'a')).another).toBe(false);
    expect((await openBoot(dir, 'b')).another).toBe(true);
    const boot = await openBoot(dir, 'b');
    expect(boot.another).toBe(true);
    await boot.settled();
    expect((await openBoot(dir, 'b')).another).toBe(false);
    expect((await openBoot(dir, null)).another).toBe(true);
  });

  it('[J3] whoever produces waits while too much is unsent, until the hub has stored', async () => {
    const journal = await open({ maxUnsentBytes: 200 });
    await journal.room();
    await journal.addStep([note('x'.repeat(300))]);
    let passed = false;
    const waiting = journal.room().then(() => {
      passed = true;
    });
    await journal.addStep([note('a command still gets through')]);
    expect(passed).toBe(false);
    journal.stored(2);
    await waiting;
    await journal.close();
  });

  it('[J4] when the hub has everything a long file becomes a snapshot; nothing is lost at any moment of it', async () => {
    const journal = await open({ compactAtBytes: 2_000 });
    await journal.addCommands([prompt(1)]);
    for (let n = 1; n <= 50; n++) await journal.addStep([note(n)]);
    const before = (await readFile(path)).length;
    journal.stored(50);
    await new Promise<void>((done) => setImmediate(done)); // the rewrite has begun
    await journal.addStep([note('meanwhile')]);
    await journal.addStep([note('after')]);
    await journal.close();
    expect((await readFile(path)).length).toBeLessThan(before / 2);
    const again = await open();
    expect(again.head).toBe(52);
    expect(again.memory.waiting).toHaveLength(1);
    expect(texts(await again.read(1, ALL))).toEqual(['meanwhile', 'after']);
    await again.close();
  });

  it('[J4] what the hub does not have is never compacted away', async () => {
    const journal = await open({ compactAtBytes: 500 });
    for (let n = 1; n <= 20; n++) await journal.addStep([note(n)]);
    journal.stored(19);
    await journal.addStep([note(21)]);
    await journal.close();
    const again = await open();
    expect(texts(await again.read(20, ALL))).toEqual(['20', '21']);
    await again.close();
  });

  it('[J5] the same commands again are written once', async () => {
    const journal = await open();
    await journal.addCommands([prompt(1), prompt(2)]);
    await journal.addCommands([prompt(1), prompt(2), prompt(3)]);
    expect(journal.memory.waiting.map((command) => command.cseq)).toEqual([1, 2, 3]);
    await journal.addStep([], { acted: [prompt(2).id] });
    await journal.close();
    const again = await open();
    expect(again.memory.waiting.map((command) => command.cseq)).toEqual([1, 3]);
    expect(again.memory.cseq).toBe(3);
    await again.close();
  });

  it('[J1] reads long backlogs from the disk, in pieces', async () => {
    const journal = await open();
    const long = 'y'.repeat(10_000);
    const total = 200; // 2 MB: far more than stays in memory
    await Promise.all(Array.from({ length: total }, (_, n) => journal.addStep([note(`${n + 1} ${long}`)])));
    const seen: number[] = [];
    for (let from = 1; from <= total; ) {
      const events = await journal.read(from, { count: 30, bytes: 100_000 });
      seen.push(...events.map((event) => event.seq));
      expect(texts(events)).toEqual(events.map((event) => `${event.seq} ${long}`));
      from = (events.at(-1)?.seq ?? total) + 1;
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, n) => n + 1));
    await journal.close();
  });
});

describe('the state directory', () => {
  it('[J6] raises its epoch at every start and refuses a second runner', async () => {
    const state = join(dir, 'state');
    const first = await openStateDir(state);
    await expect(openStateDir(state)).rejects.toThrow(StateDirTaken);
    await expect(openStateDir(state)).rejects.toThrow(/already uses/);
    await first.release();
    const second = await openStateDir(state);
    expect(second.epoch).toBe(first.epoch + 1);
    await second.release();
  });

  it('[J6] a lock of a process that is gone, or whose number was given to another, is nobody’s', async () => {
    const state = join(dir, 'state');
    await mkdir(state, { recursive: true });
    for (const stale of ['', '{', '{"pid":1,"began":"another boot 5"}', '{"pid":4194000,"began":"x 1"}']) {
      await writeFile(join(state, 'lock'), stale);
      const opened = await openStateDir(state);
      await opened.release();
    }
  });

  it('[J6] an epoch file that is not a number is an error, not a new beginning', async () => {
    const state = join(dir, 'state');
    await mkdir(state, { recursive: true });
    await writeFile(join(state, 'epoch'), 'many\n');
    await expect(openStateDir(state)).rejects.toThrow(/does not hold a number/);
    await truncate(join(state, 'epoch'), 0);
  });
});
