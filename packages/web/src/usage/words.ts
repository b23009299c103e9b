import { fill, type Params } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/language.tsx';

/** Words of the usage screen, which few open: they come with it, in every language, and not with the first load. */
const en = {
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
  asking: 'Asking {machine}',
  again: 'Read again',
  currency: 'Second currency',
  rate: 'For one dollar',
  blockNow: 'block {cost},',
  resetIn: 'reset in {left}',
  nearDay: 'Today {cost} on {machine}.',
  nearLimit: 'Claude says the limit “{name}” is near.',
  nearShare: 'Claude says {share}% of the limit “{name}” is used.',
  seeUsage: 'See usage',
  lastRead: '{machine} is away. This was read before that.',
  thresholds: 'When to warn',
  dayWarn: 'Amber from, dollars a day',
  dayRisk: 'Red from, dollars a day',
  resetWarn: 'Amber before reset, minutes',
  resetRisk: 'Red before reset, minutes',
  limitWarn: 'Limit near from, per cent',
} as const;

type Key = keyof typeof en;

const ko: Readonly<Record<Key, string>> = {
  seen: '{machine} 머신의 사용량',
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
  readAt: '{time}에 {machine} 머신의 기록에서 읽음. {date} 가격 기준.',
  partial: '이전 기록을 아직 읽고 있습니다.',
  unknown: '가격을 몰라 비용에서 제외됨: {models}',
  away: '{machine} 머신의 연결이 끊겼습니다.',
  asking: '{machine} 머신에 묻는 중',
  again: '다시 읽기',
  currency: '두 번째 통화',
  rate: '1달러당',
  blockNow: '블록 {cost},',
  resetIn: '{left} 후 리셋',
  nearDay: '{machine} 머신에서 오늘 {cost} 사용했습니다.',
  nearLimit: '“{name}” 한도에 가까워졌습니다(Claude).',
  nearShare: '“{name}” 한도의 {share}% 사용했습니다(Claude).',
  seeUsage: '사용량 보기',
  lastRead: '{machine} 머신의 연결이 끊겼습니다. 그 전에 읽은 내용입니다.',
  thresholds: '경고 기준',
  dayWarn: '노란색, 하루 달러',
  dayRisk: '빨간색, 하루 달러',
  resetWarn: '노란색, 리셋 전 분',
  resetRisk: '빨간색, 리셋 전 분',
  limitWarn: '한도 임박, 퍼센트',
};

export const USAGE_WORDS = { en, ko };

export type UsageWordsOf = (key: Key, params?: Params) => string;

export function useUsageWords(): UsageWordsOf {
  const { language } = useWords();
  return (key, params = {}) => fill(USAGE_WORDS[language][key], params);
}
