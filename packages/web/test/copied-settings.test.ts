import { expect, test } from 'vitest';
import { copiedSettings } from '../src/state/copied-settings.ts';

test('[D26] a copy of a session begins as the session was, but never without asking', () => {
  expect(copiedSettings({ mode: 'edits', model: 'opus' })).toEqual({ mode: 'edits', model: 'opus' });
  expect(copiedSettings({ mode: 'bypass', effort: 'high' })).toEqual({ effort: 'high' });
});
