import { isWireError } from '@claude-remote/client';
import type { CommandId, MachineInfo, ReplyOf, SessionId } from '@claude-remote/protocol';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useHub } from '../state/hub-context.tsx';
import { useRefusal } from '../state/use-refusal.ts';
import { withinWorkspace } from '../transcript/describe-tool.ts';
import { inert, plainLine } from '../transcript/inert-text.ts';
import type { AskedPrompt } from './asked-prompt.ts';

export interface RewindSheetProps {
  readonly id: SessionId;
  readonly machine: MachineInfo | null;
  readonly workspace: string;
  readonly prompt: AskedPrompt;
  readonly onClose: () => void;
}

type Asked =
  | { readonly is: 'asking' }
  | { readonly is: 'told'; readonly plan: ReplyOf<'rewind-preview'> }
  | { readonly is: 'failed'; readonly sentence: string };

/** Putting files back: what it would change is shown first, and only then it can be done. */
export function RewindSheet({ id, machine, workspace, prompt, onClose }: RewindSheetProps) {
  const { t } = useWords();
  const { client } = useHub();
  const [asked, setAsked] = useState<Asked>({ is: 'asking' });
  const [command, setCommand] = useState<CommandId | null>(null);
  const refused = useRefusal(command, onClose);
  const where = machine?.online ? machine.id : null;
  const name = machine?.name ?? '';
  useEffect(() => {
    let wanted = true;
    const failed = (sentence: string) => wanted && setAsked({ is: 'failed', sentence });
    if (where === null) failed(t('prompt.away', { machine: name }));
    else
      client.ask(where, { kind: 'rewind-preview', session: id, prompt: prompt.command }).then(
        (plan) => wanted && setAsked({ is: 'told', plan }),
        (error: unknown) => failed(isWireError(error) ? error.error : String(error)),
      );
    return () => {
      wanted = false;
    };
  }, [client, id, where, name, prompt.command, t]);

  const ready = asked.is === 'told' && asked.plan.files.length > 0;
  const trouble = refused ?? (asked.is === 'failed' ? asked.sentence : null);
  const foot = (
    <div className="btns">
      <button type="button" className="btn" onClick={onClose}>
        {t('app.close')}
      </button>
      {ready ? (
        <button
          type="button"
          className="btn danger"
          disabled={command !== null && refused === null}
          onClick={() => void client.submit(id, { kind: 'rewind', prompt: prompt.command }).then(setCommand)}
        >
          {asked.plan.files.length === 1 ? t('prompt.putBackOne') : t('prompt.putBack', { n: asked.plan.files.length })}
        </button>
      ) : null}
    </div>
  );
  return (
    <Sheet title={t('prompt.rewind')} onClose={onClose} foot={foot}>
      <p className="pad small soft cut">{plainLine(prompt.text)}</p>
      {asked.is === 'asking' ? <p className="pad small soft">{t('prompt.asking', { machine: name })}</p> : null}
      {trouble === null ? null : <p className="pad small risk">{inert(trouble)}</p>}
      {asked.is === 'told' ? <Plan plan={asked.plan} workspace={workspace} /> : null}
      {command !== null && refused === null ? (
        <p className="pad small soft" role="status">
          {t('prompt.puttingBack', { machine: name })}
        </p>
      ) : null}
    </Sheet>
  );
}

function Plan({ plan, workspace }: { plan: ReplyOf<'rewind-preview'>; workspace: string }) {
  const { files, added, removed } = plan;
  const { t } = useWords();
  if (files.length === 0) return <p className="pad small soft">{t('prompt.nothingToPutBack')}</p>;
  return (
    <>
      <ul className="pad rewound">
        {files.map((file) => (
          <li key={file}>
            <code dir="ltr">{inert(withinWorkspace(file, workspace))}</code>
          </li>
        ))}
      </ul>
      <p className="pad small">
        {added > 0 ? <span className="plus">+{added}</span> : null}{' '}
        {removed > 0 ? <span className="minus">−{removed}</span> : null}
      </p>
      <p className="pad small soft">{t('prompt.lost')}</p>
    </>
  );
}
