import { asRequestId } from '@claude-remote/protocol';
import { expect, test } from 'vitest';
import { PUSH_WORDS, type PushWord, sayIn, sentenceOf } from '../src/worker/push-words.ts';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test('[W50] notifications say the same in both languages', () => {
  const { en, ko } = PUSH_WORDS;
  expect(Object.keys(ko).sort()).toEqual(Object.keys(en).sort());
  for (const word of Object.keys(en) as PushWord[]) {
    expect(placeholders(ko[word]), word).toEqual(placeholders(en[word]));
    expect(ko[word].trim(), word).not.toBe('');
  }
});

const request = asRequestId('r1');
const clock = () => '15:00';
const inEnglish = { say: sayIn('en'), clock };
const inKorean = { say: sayIn('ko'), clock };

test('[W50] each event is one sentence made of facts', () => {
  const permission = { kind: 'permission', request, tool: 'Edit', found: [], does: 'edit' } as const;
  expect(sentenceOf(permission, 'linden', inEnglish)).toBe('Wants to edit a file on linden.');
  expect(sentenceOf(permission, 'linden', inKorean)).toBe('linden 머신에서 파일을 수정하려고 합니다.');
  const danger = { ...permission, kind: 'danger', found: ['outside_workspace', 'deletes'] } as const;
  expect(sentenceOf(danger, 'linden', inEnglish)).toBe('Wants to delete outside the workspace.');
  expect(sentenceOf({ ...danger, found: ['reason'] }, 'linden', inEnglish)).toMatch(/something dangerous/);
  expect(sentenceOf({ kind: 'question', request, count: 1 }, 'linden', inEnglish)).toBe('Asks a question.');
  expect(sentenceOf({ kind: 'question', request, count: 3 }, 'linden', inKorean)).toBe('질문이 3개 있습니다.');
  const finished = { kind: 'finished', durationMs: 720_000, costUsd: 0.42 } as const;
  expect(sentenceOf(finished, 'linden', inEnglish)).toBe('Finished in 12 min, $0.42.');
  expect(sentenceOf(finished, 'linden', inKorean)).toBe('12분 만에 끝났습니다. $0.42');
  expect(sentenceOf({ ...finished, durationMs: 3_900_000 }, 'linden', inEnglish)).toContain('1 h 5 min');
  const limit = { kind: 'limit', limit: 'five_hour', reached: true, resetsAt: 1 } as const;
  expect(sentenceOf(limit, 'linden', inEnglish)).toBe('Stopped: usage limit, resets 15:00.');
  expect(sentenceOf({ kind: 'limit', limit: 'x', reached: false }, 'linden', inEnglish)).toBe('Usage limit near.');
});
