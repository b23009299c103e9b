import { isWireError } from '@claude-remote/client';
import type { CommandId, MachineInfo, ReplyOf, SessionId } from '@claude-remote/protocol';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { useRefusal } from '../state/use-refusal.ts';
import { inert } from '../transcript/inert-text.ts';

export interface WorktreeSheetProps {
  readonly id: SessionId;
  readonly machine: string;
  readonly onClose: () => void;
}

type Facts = ReplyOf<'worktree'>;
type Asked =
  | { readonly is: 'asking' }
  | { readonly is: 'told'; readonly facts: Facts }
  | { readonly is: 'failed'; readonly sentence: string };

/** Removing the working tree of an open session: what that would lose is asked of its machine and said first. */
export function WorktreeSheet({ id, machine: where, onClose }: WorktreeSheetProps) {
  const { t } = useWords();
  const { client } = useHub();
  const machine = useOverview().machines.find((one) => one.id === where);
  const asked = useFacts(id, machine);
  const [command, setCommand] = useState<CommandId | null>(null);
  const refused = useRefusal(command, onClose);
  const name = machine?.name ?? where;
  const loses = asked.is === 'told' && asked.facts.uncommitted + asked.facts.commits > 0;
  const trouble = refused ?? (asked.is === 'failed' ? asked.sentence : null);
  const busy = command !== null && refused === null;
  const foot = (
    <div className="btns">
      <button type="button" className="btn" onClick={onClose}>
        {t('tree.keep')}
      </button>
      {asked.is === 'told' ? (
        <button
          type="button"
          className="btn danger"
          disabled={busy}
          onClick={() => void client.submit(id, { kind: 'remove-worktree', discard: loses }).then(setCommand)}
        >
          {t(loses ? 'tree.removeAnyway' : 'tree.removeIt')}
        </button>
      ) : null}
    </div>
  );
  return (
    <Sheet title={t('tree.remove')} onClose={onClose} foot={foot}>
      {asked.is === 'asking' ? <p className="pad small soft">{t('tree.asking', { machine: name })}</p> : null}
      {asked.is === 'told' ? <Loss facts={asked.facts} /> : null}
      {trouble === null ? null : <p className="pad small risk">{inert(trouble)}</p>}
      {busy ? (
        <p className="pad small soft" role="status">
          {t('tree.removing', { machine: name })}
        </p>
      ) : null}
    </Sheet>
  );
}

function Loss({ facts }: { facts: Facts }) {
  const { t } = useWords();
  const { path, branch, uncommitted, commits } = facts;
  const onBranch = branch ?? '';
  return (
    <div className="pad small facts">
      <p>
        <code dir="ltr">{inert(path)}</code>
      </p>
      {uncommitted > 0 ? (
        <p className="risk">
          {uncommitted === 1 ? t('tree.uncommittedOne') : t('tree.uncommitted', { n: uncommitted })}
        </p>
      ) : null}
      {commits > 0 ? (
        <p className="risk">
          {commits === 1
            ? t('tree.commitsOne', { branch: inert(onBranch) })
            : t('tree.commits', { n: commits, branch: inert(onBranch) })}
        </p>
      ) : null}
      {uncommitted + commits === 0 ? <p>{t('tree.clean')}</p> : null}
      <p className="soft">{t('tree.ends')}</p>
    </div>
  );
}

function useFacts(id: SessionId, machine: MachineInfo | undefined): Asked {
  const { t } = useWords();
  const { client } = useHub();
  const [asked, setAsked] = useState<Asked>({ is: 'asking' });
  const where = machine?.online ? machine.id : null;
  const name = machine?.name ?? '';
  useEffect(() => {
    let wanted = true;
    const failed = (sentence: string) => wanted && setAsked({ is: 'failed', sentence });
    if (where === null) failed(t('tree.away', { machine: name }));
    else
      client.ask(where, { kind: 'worktree', session: id }).then(
        (facts) => wanted && setAsked({ is: 'told', facts }),
        (error: unknown) => failed(isWireError(error) ? error.error : String(error)),
      );
    return () => {
      wanted = false;
    };
  }, [client, id, where, name, t]);
  return asked;
}
