import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowedDirectory, readPolicy } from '../src/policy/policy.ts';

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'policy-')));
  for (const name of ['root/a/b', 'root2', 'rootless', 'outside']) await mkdir(join(dir, name), { recursive: true });
  await writeFile(join(dir, 'root/file'), '');
  await symlink(join(dir, 'outside'), join(dir, 'root/escape'));
  await symlink(join(dir, 'root/a'), join(dir, 'shortcut'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const defaults = () => ({ workspaces: [join(dir, 'root')], modes: ['ask', 'plan'] as const });
const read = async (text?: unknown) => {
  if (text !== undefined)
    await writeFile(join(dir, 'policy.json'), typeof text === 'string' ? text : JSON.stringify(text));
  return readPolicy(join(dir, 'policy.json'), defaults());
};

describe('the policy of a machine', () => {
  it('[R1] allows directories below its roots, by their real paths', async () => {
    const policy = await read();
    expect(await allowedDirectory(policy, join(dir, 'root'))).toBe(join(dir, 'root'));
    expect(await allowedDirectory(policy, join(dir, 'root/a/../a/b/'))).toBe(join(dir, 'root/a/b'));
    expect(await allowedDirectory(policy, join(dir, 'shortcut/b'))).toBe(join(dir, 'root/a/b'));
  });

  it.each(['root/escape', 'rootless', 'outside', 'root/../outside', 'root/file', 'root/none', 'root2', ''])(
    '[R1] refuses %s',
    async (path) => {
      const policy = await read();
      await expect(allowedDirectory(policy, join(dir, path))).rejects.toMatchObject({ code: 'workspace_refused' });
    },
  );

  it.each(['root', './root', '~', '', '\0', 'C:', '/etc\0/x'])('[R1] refuses the path %j', async (path) => {
    await expect(allowedDirectory(await read(), path)).rejects.toMatchObject({ code: 'workspace_refused' });
  });

  it('[R1] a root that does not exist allows nothing', async () => {
    const policy = await read({ workspaces: [join(dir, 'gone')] });
    await expect(allowedDirectory(policy, dir)).rejects.toMatchObject({ code: 'workspace_refused' });
  });

  it('[R2] the file decides over what the runner was started with', async () => {
    expect(await read({ modes: ['ask'], maxSessions: 2, workspaces: [join(dir, 'root2')] })).toEqual({
      modes: ['ask'],
      maxSessions: 2,
      workspaces: [join(dir, 'root2')],
    });
  });

  it.each([
    '',
    '[]',
    'null',
    '{"modes":"bypass"}',
    '{"modes":["yolo"]}',
    '{"workspaces":["rel"]}',
    '{"maxSessions":0}',
    '{"mode":["ask"]}',
    '{"workspaces":"/"}',
  ])('[R2] a file that cannot be understood is an error, never a wider policy: %s', async (text) => {
    await expect(read(text)).rejects.toThrow(/policy\.json/);
  });
});
