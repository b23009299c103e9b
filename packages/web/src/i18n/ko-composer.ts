import type { enComposer } from './en-composer.ts';

export const koComposer: Readonly<Record<keyof typeof enComposer, string>> = {
  'attach.add': '사진이나 파일 추가',
  'attach.list': '이 프롬프트의 파일',
  'attach.remove': '{name} 빼기',
  'attach.reading': '파일 {n}개 읽는 중…',
  'attach.tooLarge': '{name}은(는) 너무 큽니다. 한 프롬프트의 파일은 모두 합쳐 {limit}까지입니다.',
  'attach.tooMany': '{name}은(는) 더 넣을 수 없습니다. 한 프롬프트에 파일 {limit}개까지입니다.',
  'attach.badType': '{name}은(는) 보낼 수 없습니다. Claude는 사진, PDF, 텍스트를 읽습니다.',
  'palette.title': '이동 또는 실행',
  'palette.hint': '세션, 화면, 또는 할 일',
  'palette.none': '그런 이름이 없습니다.',
  'keys.title': '단축키',
  'keys.search': '검색 또는 입력',
  'keys.sendNow': '실행 중인 것을 멈추고 지금 보내기',
  'keys.line': '줄 바꿈',
  'keys.history': '빈 입력란에서 이전 프롬프트',
  'keys.complete': '첫 번째 완성 넣기',
};
