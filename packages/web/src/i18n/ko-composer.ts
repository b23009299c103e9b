import type { enComposer } from './en-composer.ts';

export const koComposer: Readonly<Record<keyof typeof enComposer, string>> = {
  'attach.add': '사진이나 파일 추가',
  'attach.list': '이 프롬프트의 파일',
  'attach.remove': '{name} 빼기',
  'attach.reading': '파일 {n}개 읽는 중…',
  'attach.tooLarge': '{name}은(는) 너무 큽니다. 한 프롬프트의 파일은 모두 합쳐 {limit}까지입니다.',
  'attach.tooMany': '{name}은(는) 더 넣을 수 없습니다. 한 프롬프트에 파일 {limit}개까지입니다.',
  'attach.badType': '{name}은(는) 보낼 수 없습니다. Claude는 사진, PDF, 텍스트를 읽습니다.',
};
