import type { SessionState } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { useConnection } from '../state/hub-context.tsx';
import { inert } from '../transcript/inert-text.ts';

/** What a session's details say of its working tree and of what is checked out, and the way to remove the tree. */
export function WorktreeFacts({ state, onRemove }: { state: SessionState; onRemove: () => void }) {
  const { t } = useWords();
  const { you } = useConnection();
  const { worktree, branch } = state;
  if (worktree?.removed) return <p>{t('tree.removed', { branch: inert(worktree.branch), of: inert(worktree.of) })}</p>;
  return (
    <>
      {worktree ? <p>{t('tree.of', { branch: inert(worktree.branch), of: inert(worktree.of) })}</p> : null}
      {branch && branch !== worktree?.branch ? <p>{t('tree.now', { branch: inert(branch) })}</p> : null}
      {worktree && you?.role !== 'viewer' ? (
        <button type="button" className="text inline" onClick={onRemove}>
          {t('tree.remove')}
        </button>
      ) : null}
    </>
  );
}
