import type { BodyOf, EventBody } from '@claude-remote/protocol';
import type { NoticeItem } from '@claude-remote/session';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords, type Words } from '../i18n/language.tsx';
import { clock } from '../i18n/measures.ts';
import { workspaceName } from './describe-tool.ts';
import { inert } from './inert-text.ts';
import { useScene } from './scene.tsx';

/** Something that happened around the conversation: settings, limits, Claude's process. */
export function NoticeLine({ item }: { item: NoticeItem }) {
  const words = useWords();
  const { machine } = useScene();
  const text = item.text ?? wordNotice(item.body, machine, words);
  if (text === '') return null;
  const tone = item.level === 'error' ? 'risk' : item.level === 'warning' ? 'warn' : 'quiet';
  return <div className={`waits ${tone}`}>{inert(text)}</div>;
}

function wordNotice(body: EventBody, machine: string, words: Words): string {
  const { t } = words;
  switch (body.kind) {
    case 'session-started':
      return t(STARTED[body.source], { machine, workspace: workspaceName(body.workspace) });
    case 'settings-changed':
      return wordSettings(body, words);
    case 'claude-ended':
      return t(ENDED[body.reason]);
    case 'files-rewound': {
      const n = body.files.length;
      const files = body.files.map(workspaceName).join(', ');
      const by = body.by.name;
      return n === 1 ? t('notice.rewoundOne', { by, files }) : t('notice.rewound', { by, n, files });
    }
    case 'worktree-removed':
      return t('notice.treeRemoved', { by: body.by.name });
    case 'compacted':
      return t('notice.compacted');
    case 'command-doubtful':
      return t('notice.doubt', { reason: body.reason });
    case 'limit':
      return wordLimit(body, words);
    case 'unknown':
      return t('notice.unknown', { name: body.name });
    default:
      return '';
  }
}

const STARTED: Record<BodyOf<'session-started'>['source'], TextKey> = {
  new: 'notice.started',
  resumed: 'notice.resumed',
  forked: 'notice.forked',
};
const ENDED: Record<BodyOf<'claude-ended'>['reason'], TextKey> = {
  idle: 'notice.endedIdle',
  stopped: 'notice.endedStopped',
  crashed: 'notice.endedCrashed',
  'machine-restarted': 'notice.endedRestarted',
};

function wordSettings({ settings }: BodyOf<'settings-changed'>, { t }: Words): string {
  const mode = t('notice.mode', { mode: t(`mode.${settings.mode}`) });
  if (!settings.model) return mode;
  const effort = settings.effort ? t(`effort.${settings.effort}`) : null;
  const model = effort
    ? t('notice.modelEffort', { model: settings.model, effort })
    : t('notice.model', { model: settings.model });
  return `${mode} · ${model}`;
}

function wordLimit({ limit, status, utilization, resetsAt }: BodyOf<'limit'>, { t, language }: Words): string {
  const time = resetsAt === undefined ? null : clock(language, resetsAt);
  if (status === 'rejected') return time ? t('notice.limitHit', { time }) : t('notice.limitHitNoTime');
  const name = limit.replaceAll('_', ' ');
  return utilization !== undefined && time
    ? t('notice.limitWarning', { limit: name, n: Math.round(utilization * 100), time })
    : t('notice.limitNear', { limit: name });
}
