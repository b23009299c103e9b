import { fill, type Params } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/language.tsx';

/** Words of the usage screen, which few open: they come with it, in every language, and not with the first load. */
const en = {
  back: 'Back to Machines',
  seen: 'Seen on {machine}',
  block: 'Block, since {time}',
  noBlock: 'No 5-hour block is running.',
  reset: 'Reset in {left}, at {time}.',
  pace: 'At this pace {cost}.',
  account: 'The account’s limits, as Claude said',
  five_hour: '5 hours',
  seven_day: '7 days',
  resets: 'Resets {time}',
  today: 'Today',
  days: 'Cost per day, 30 days',
  day: 'Day',
  cost: 'Cost',
  sessions: 'Sessions of 30 days',
  tokens: '{input} in, {output} out',
  readAt: 'Read at {time} from transcripts on {machine}. Prices of {date}.',
  partial: 'Older transcripts are still being read.',
  unknown: 'Without a known price, not in the costs: {models}',
  away: '{machine} is away.',
  asking: 'Asking {machine}…',
  again: 'Read again',
  currency: 'Second currency',
  rate: 'For one dollar',
} as const;

type Key = keyof typeof en;

const ko: Readonly<Record<Key, string>> = {
  back: '머신으로 돌아가기',
  seen: '{machine}에서 확인한 사용량',
  block: '블록, {time}부터',
  noBlock: '진행 중인 5시간 블록이 없습니다.',
  reset: '{left} 후 리셋, {time}.',
  pace: '이 속도라면 {cost}.',
  account: 'Claude가 알린 계정 한도',
  five_hour: '5시간',
  seven_day: '7일',
  resets: '{time} 리셋',
  today: '오늘',
  days: '일별 비용, 30일',
  day: '날짜',
  cost: '비용',
  sessions: '30일간의 세션',
  tokens: '입력 {input}, 출력 {output}',
  readAt: '{time}에 {machine}의 기록에서 읽음. {date} 가격 기준.',
  partial: '이전 기록을 아직 읽고 있습니다.',
  unknown: '가격을 몰라 비용에서 제외됨: {models}',
  away: '{machine} 연결이 끊겼습니다.',
  asking: '{machine}에 묻는 중…',
  again: '다시 읽기',
  currency: '두 번째 통화',
  rate: '1달러당',
};

export const USAGE_WORDS = { en, ko };

export function useUsageWords(): (key: Key, params?: Params) => string {
  const { language } = useWords();
  return (key, params = {}) => fill(USAGE_WORDS[language][key], params);
}
