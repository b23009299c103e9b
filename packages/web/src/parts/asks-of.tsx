import type { Request } from '@claude-remote/protocol';
import type { ReactNode } from 'react';
import type { Words } from '../i18n/language.tsx';
import { describeTool, wantsKey } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';

/** What is asked, in one line of a list. */
export function asksOf(request: Request, workspace: string, { t, tx }: Words): ReactNode {
  switch (request.kind) {
    case 'question':
      return t('session.asks', { what: inert(request.questions[0]?.question ?? '') });
    case 'plan':
      return t('session.hasPlan');
    case 'permission': {
      const tool = describeTool({ name: request.toolName, input: request.input }, workspace);
      return tx(wantsKey(tool), { what: <code dir="ltr">{inert(tool.object || request.toolName)}</code> });
    }
  }
}
