import { asCommandId, type EventBody } from '@claude-remote/protocol';
import { describe, expect, test } from 'vitest';
import { fixturePage } from './fixture-page.ts';
import { fixtureSession, makeFixtures } from './fixtures.ts';

/** What screens say around a conversation: who decided where, what git has checked out, what a turn has used. */
const { open, hub, problems } = fixturePage();

describe('around a conversation', () => {
  test('[W110] rows and details say what git has checked out, as text', async () => {
    const page = await open('/sessions');
    const row = page.locator('.row', { hasText: 'Kiln firing curves' });
    await row.getByText('kiln · fix/<b>⟨U+202E⟩').waitFor();
    await row.click();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog').getByText('Checked out: fix/<b>⟨U+202E⟩').waitFor();
    expect(problems()).toEqual([]);
  });

  test('[W111] a turn shows its tokens while it runs, and a cost that is not known is not shown as nothing', async () => {
    const page = await open(`/sessions/${fixtureSession(1)}`);
    const place = page.locator('.bar .names .meta');
    await expect.poll(() => place.textContent(), { timeout: 10_000 }).toMatch(/^[\w-]+ · 23k in, 431 out$/);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog').getByText('2.1k in, 431 out, 21k from the cache').waitFor();
    await page.goto(`${hub().url}/sessions`);
    await page.locator('.row').first().waitFor();
    expect(await page.getByText('$0.00').count()).toBe(0);
    expect(problems()).toEqual([]);
  });

  test('[D25] a decision of another person names their device, as text', async () => {
    const page = await open(`/sessions/${fixtureSession(6)}`);
    const line = page.getByRole('log').getByRole('button', { name: 'heron allowed npm run tour' });
    expect(await line.locator('.device').textContent()).toBe('desk⟨U+202E⟩<b>');
    await line.click();
    await page
      .getByRole('log')
      .getByText(/^Decided on desk⟨U\+202E⟩<b> at/)
      .waitFor();
    expect(problems()).toEqual([]);
  });

  test('[D25] the Inbox says of what ended who decided last, and on which device', async () => {
    const page = await open('/inbox');
    const row = page.locator('.row', { hasText: 'Fix the flaky resume test' });
    await row.getByText(/^heron allowed · desk⟨U\+202E⟩<b> · \d/).waitFor();
    expect(problems()).toEqual([]);
  });

  test('[W112] a working tree is removed from the details or before the session is deleted, after it was said what that loses', async () => {
    const fixtures = makeFixtures(Date.now());
    const id = fixtureSession(6);
    const known = fixtures.opened.get(id);
    if (!known) throw new Error('no such session');
    const worktree = { branch: 'fix/gap', of: '/home/wren/code/<b>' };
    const state = { ...known.state, worktree };
    const sessions = fixtures.sessions.map((one) => (one.id === id ? { ...one, worktree } : one));
    const opened = new Map(fixtures.opened).set(id, { ...known, state });
    const page = await open(`/sessions/${id}`, { fixtures: { ...fixtures, sessions, opened } });
    await page.getByRole('log').getByText('not bold').waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Remove it first' }).click();
    const sheet = page.getByRole('dialog', { name: 'Remove the working tree' });
    await sheet.getByText('/w/<b>tree').waitFor();
    await sheet.getByText('2 files have changes that are not committed. They would be lost.').waitFor();
    await sheet.getByText('1 commit is on fix/gap only').waitFor();
    await sheet.getByRole('button', { name: 'Remove it anyway' }).click();
    await sheet.getByText('linden removes it').waitFor();
    const [command] = hub().commands;
    expect(command?.body).toEqual({ kind: 'remove-worktree', discard: true });
    const by = { kind: 'user', name: 'wren' } as const;
    const at = (seq: number, body: EventBody) => ({ epoch: 1, seq: state.head.seq + seq, at: Date.now(), body });
    const done = asCommandId(command?.id ?? '');
    const events = [
      at(1, { kind: 'worktree-removed', command: done, by }),
      at(2, { kind: 'command-applied', command: done }),
    ];
    hub().say({ type: 'events', session: id, events });
    await sheet.waitFor({ state: 'detached' });
    await page.getByRole('log').getByText('wren removed the working tree. Its branch stays.').waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByText('The working tree of /home/wren/code/<b> was removed. Its branch fix/gap stays.').waitFor();
    expect(await page.getByRole('button', { name: 'Remove the working tree' }).count()).toBe(0);
    // The list tells of it too, so that nothing is offered that could only be refused.
    const [summary] = sessions.filter((one) => one.id === id);
    if (!summary) throw new Error('no such session');
    hub().say({ type: 'session-changed', session: { ...summary, worktree: { ...worktree, removed: true } } });
    await page.getByRole('button', { name: /^Fork/ }).waitFor({ state: 'detached' });
    expect(problems()).toEqual([]);
  });
});
