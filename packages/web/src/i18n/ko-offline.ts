import type { LaterWords } from './catalogue.ts';
import type { enOffline } from './en-offline.ts';

export const koOffline: Pick<LaterWords, keyof typeof enOffline> = {
  'offline.known': '연결이 없습니다. {time} 기준 내용입니다.',
  'offline.never': '연결이 없고, 이전에 받은 내용도 없습니다.',
  'offline.unknown': '이 기기에 없음',
  'offline.unknownHint': '여기서 연 적이 없는 세션입니다. 다시 연결되면 표시됩니다.',
  'update.ready': '새 버전이 준비되었습니다. 초안은 그대로 남습니다.',
  'update.load': '불러오기',
  'signOut.title': '이 기기에서 로그아웃',
  'signOut.drafts': '이 기기의 초안: {n}건.',
  'signOut.unsent': '전송되지 않은 요청: {n}건.',
  'signOut.removes': '로그아웃하면 지워집니다.',
  'signOut.now': '지우고 로그아웃',
  'signOut.stay': '로그인 유지',
  'share.title': 'claude-remote에 공유된 내용',
  'share.where': '어느 세션에 쓸까요?',
  'share.hint': '그 세션의 초안이 됩니다. 아직 아무것도 보내지 않습니다.',
  'share.none': '받은 내용이 없습니다. 다시 공유하십시오.',
};
