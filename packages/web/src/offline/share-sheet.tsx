import './offline.css';
import type { Attachment } from '@claude-remote/protocol';
import { useEffect, useState } from 'react';
import { MAX_FILES, MAX_FILES_BYTES, readFile, type Trouble, troubleWith } from '../dock/read-file.ts';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useToast } from '../parts/toasts.tsx';
import { draftFiles } from '../state/draft-files.ts';
import { DRAFT_FILES, type DraftKey } from '../state/drafts.ts';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import { readShared, type Shared, writeShared } from '../worker/shared.ts';

const OFFERED = 8;
const databases = window.indexedDB;
const files = draftFiles(databases, DRAFT_FILES);

interface ShareSheetProps {
  readonly onClose: () => void;
  readonly onChosen: (key: DraftKey) => void;
}

/** What was shared, and where it may go. It becomes a draft: another site can share too, so a person sends it. */
export function ShareSheet({ onClose, onChosen }: ShareSheetProps) {
  const { t } = useWords();
  const { drafts } = useHub();
  const { sessions } = useOverview();
  const toast = useToast();
  const [shared, setShared] = useState<Shared | 'nothing' | null>(null);
  useEffect(() => {
    readShared(databases).then(
      (found) => setShared(found ?? 'nothing'),
      () => setShared('nothing'),
    );
  }, []);
  if (shared === null) return null;
  if (shared === 'nothing')
    return (
      <Sheet title={t('share.title')} onClose={onClose}>
        <p className="pad">{t('share.none')}</p>
      </Sheet>
    );

  async function choose(key: DraftKey, { text, files: added }: Shared) {
    const before = drafts.read(key).trimEnd();
    drafts.write(key, before === '' || text === '' ? before + text : `${before}\n\n${text}`);
    const trouble = await attach(key, added).catch(() => null);
    const limit = trouble?.what === 'tooMany' ? MAX_FILES : `${MAX_FILES_BYTES / 1e6} MB`;
    if (trouble) toast({ words: t(`attach.${trouble.what}`, { name: inert(trouble.name), limit }) });
    await writeShared(databases, null).catch(() => {});
    onChosen(key);
  }

  const recent = sessions.toSorted((a, b) => b.updatedAt - a.updatedAt).slice(0, OFFERED);
  return (
    <Sheet title={t('share.title')} onClose={onClose}>
      <div className="pad shared">
        {shared.text === '' ? null : <blockquote dir="auto">{inert(shared.text)}</blockquote>}
        {shared.files.length === 0 ? null : <p className="small soft">{inert(namesOf(shared))}</p>}
        <p className="label">{t('share.where')}</p>
        <p className="hint">{t('share.hint')}</p>
      </div>
      <button type="button" className="choice" onClick={() => void choose('new', shared)}>
        <span className="mark">
          <Icon glyph="plus" size={18} />
        </span>
        <b>{t('session.new')}</b>
      </button>
      {recent.map(({ id, title, workspace }) => (
        <button key={id} type="button" className="choice" onClick={() => void choose(id, shared)}>
          <span className="mark" />
          <span>
            <b className="cut">{inert(title) || t('session.untitled')}</b>
            <small>{inert(workspaceName(workspace))}</small>
          </span>
        </button>
      ))}
    </Sheet>
  );
}

function namesOf({ files }: Shared): string {
  return files.map(({ name }) => name).join(', ');
}

/** Puts files to those of the draft; says which was the first that could not go, and why. */
async function attach(key: DraftKey, added: readonly File[]): Promise<{ name: string; what: Trouble } | null> {
  if (added.length === 0) return null;
  const there: Attachment[] = [...(await files.read(key))];
  let trouble: { name: string; what: Trouble } | null = null;
  for (const file of added) {
    const next = await readFile(file).catch((): Trouble => 'badType');
    const what = troubleWith(there, next);
    if (what === null && typeof next !== 'string') there.push(next);
    else trouble ??= { name: file.name, what: what ?? 'badType' };
  }
  await files.write(key, there);
  return trouble;
}
