import { describe, expect, test } from 'vitest';
import { Folds } from '../src/transcript/folds.ts';

describe('[W100] what a reader opened', () => {
  test('[W100] is remembered by its id, the newest choice wins, and what was never touched is left to its own', () => {
    const folds = new Folds();
    expect(folds.isOpen('a')).toBeNull();
    folds.setOpen('a', true);
    folds.setOpen('a', false);
    expect([folds.isOpen('a'), folds.isOpen('b')]).toEqual([false, null]);
  });

  test('[W100] is bounded: the choice made longest ago goes first, fetched texts sooner', () => {
    const folds = new Folds();
    folds.setOpen('first', true);
    folds.setOpen('second', true);
    folds.setOpen('first', true);
    for (let n = 0; n < 499; n++) folds.setOpen(`${n}`, true);
    expect([folds.isOpen('first'), folds.isOpen('second')]).toEqual([true, null]);
    for (let n = 0; n < 9; n++) folds.setText(`${n}`, 'whole output');
    expect([folds.textOf('0'), folds.textOf('1')]).toEqual([null, 'whole output']);
  });
});
