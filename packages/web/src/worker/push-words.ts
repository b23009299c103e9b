import type { Fact, Notice, PushMessage } from '@claude-remote/protocol';

/** What notifications say. Kept apart from the page's catalogues: the worker is one script that knows both languages. */
export type PushLanguage = PushMessage['language'];

const en = {
  app: 'claude-remote',
  run: 'Wants to run a command on {machine}.',
  edit: 'Wants to edit a file on {machine}.',
  fetch: 'Wants to fetch from the web on {machine}.',
  use: 'Wants to use {tool} on {machine}.',
  deletes: 'Wants to delete files on {machine}.',
  deletesOutside: 'Wants to delete outside the workspace.',
  outside_workspace: 'Wants to work outside the workspace.',
  network: 'Wants to reach the network from {machine}.',
  privileged: 'Wants administrator rights on {machine}.',
  pipes_to_shell: 'Wants to run fetched text as commands.',
  force: 'Wants to overwrite by force.',
  dangerous: 'Wants to do something dangerous on {machine}.',
  question: 'Asks a question.',
  questions: 'Asks {n} questions.',
  plan: 'Has a plan to approve.',
  finished: 'Finished in {time}, {cost}.',
  failed: 'Failed.',
  login: 'Stopped: Claude Code on {machine} is not signed in.',
  doubt: 'A prompt may have run. Only a person can settle it.',
  limit: 'Stopped: usage limit.',
  limitUntil: 'Stopped: usage limit, resets {time}.',
  near: 'Usage limit near.',
  nearUntil: 'Usage limit near, resets {time}.',
  waitingOne: '1 session needs you.',
  waiting: '{n} sessions need you.',
  endedOne: '1 session finished or failed.',
  ended: '{n} sessions finished or failed.',
  test: 'Notifications reach this device.',
  decided: 'Already decided.',
  deny: 'Deny',
  open: 'Open',
  openInbox: 'Open Inbox',
  kept: 'Deny is not sent. It goes out once, when the hub can be reached.',
  signIn: 'Deny was not sent. Sign in first.',
  seconds: '{n} s',
  minutes: '{n} min',
  hours: '{h} h {m} min',
} as const;

export type PushWord = keyof typeof en;

const ko: Readonly<Record<PushWord, string>> = {
  app: 'claude-remote',
  run: '{machine} 머신에서 명령을 실행하려고 합니다.',
  edit: '{machine} 머신에서 파일을 수정하려고 합니다.',
  fetch: '{machine} 머신에서 웹에 접속하려고 합니다.',
  use: '{machine} 머신에서 도구 {tool} 사용을 요청합니다.',
  deletes: '{machine} 머신에서 파일을 지우려고 합니다.',
  deletesOutside: '작업 공간 밖의 파일을 지우려고 합니다.',
  outside_workspace: '작업 공간 밖에서 작업하려고 합니다.',
  network: '{machine} 머신에서 네트워크에 접속하려고 합니다.',
  privileged: '{machine} 머신에서 관리자 권한을 쓰려고 합니다.',
  pipes_to_shell: '받아 온 내용을 명령으로 실행하려고 합니다.',
  force: '강제로 덮어쓰려고 합니다.',
  dangerous: '{machine} 머신에서 위험한 작업을 하려고 합니다.',
  question: '질문이 있습니다.',
  questions: '질문이 {n}개 있습니다.',
  plan: '승인할 계획이 있습니다.',
  finished: '{time} 만에 끝났습니다. {cost}',
  failed: '실패했습니다.',
  login: '중지됨: {machine} 머신의 Claude Code에 로그인되어 있지 않습니다.',
  doubt: '프롬프트가 실행되었을 수 있습니다. 사람이 결정해야 합니다.',
  limit: '중지됨: 사용 한도',
  limitUntil: '중지됨: 사용 한도, {time} 리셋',
  near: '사용 한도에 가까워졌습니다.',
  nearUntil: '사용 한도에 가까워졌습니다. {time} 리셋',
  waitingOne: '세션 1개가 기다립니다.',
  waiting: '세션 {n}개가 기다립니다.',
  endedOne: '세션 1개가 끝났거나 실패했습니다.',
  ended: '세션 {n}개가 끝났거나 실패했습니다.',
  test: '이 기기에 알림이 도착합니다.',
  decided: '이미 결정되었습니다.',
  deny: '거부',
  open: '열기',
  openInbox: '수신함 열기',
  kept: '거부가 전송되지 않았습니다. 허브에 연결되면 한 번만 보냅니다.',
  signIn: '거부가 전송되지 않았습니다. 먼저 로그인해 주세요.',
  seconds: '{n}초',
  minutes: '{n}분',
  hours: '{h}시간 {m}분',
};

/** For the test that compares the languages. */
export const PUSH_WORDS: Readonly<Record<PushLanguage, Readonly<Record<PushWord, string>>>> = { en, ko };

export type Say = (word: PushWord, values?: Readonly<Record<string, string | number>>) => string;

export function sayIn(language: PushLanguage): Say {
  // An older page may have subscribed in a language that this build does not have.
  const words = PUSH_WORDS[language] ?? en;
  return (word, values = {}) =>
    words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** One sentence about what happened. `clock`: a time of day as this device shows it. */
export function sentenceOf(
  notice: Notice,
  machine: string,
  { say, clock }: { say: Say; clock: (at: number) => string },
): string {
  switch (notice.kind) {
    case 'permission':
      return say(notice.does, { machine, tool: notice.tool });
    case 'danger':
      return say(dangerOf(notice.found), { machine });
    case 'question':
      return notice.count === 1 ? say('question') : say('questions', { n: notice.count });
    case 'plan':
      return say('plan');
    case 'finished':
      return say('finished', { time: timeTaken(notice.durationMs, say), cost: `$${notice.costUsd.toFixed(2)}` });
    case 'failed':
      return say(notice.why, { machine });
    case 'limit': {
      const [alone, until] = notice.reached ? (['limit', 'limitUntil'] as const) : (['near', 'nearUntil'] as const);
      return notice.resetsAt === undefined ? say(alone) : say(until, { time: clock(notice.resetsAt) });
    }
  }
}

type Found = readonly Fact['code'][];
const TOLD = ['deletes', 'privileged', 'pipes_to_shell', 'outside_workspace', 'force', 'network'] as const;

function dangerOf(found: Found): PushWord {
  if (found.includes('deletes') && found.includes('outside_workspace')) return 'deletesOutside';
  return TOLD.find((code) => found.includes(code)) ?? 'dangerous';
}

function timeTaken(ms: number, say: Say): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return say('seconds', { n: seconds });
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? say('minutes', { n: minutes }) : say('hours', { h: Math.floor(minutes / 60), m: minutes % 60 });
}
