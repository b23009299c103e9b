import { isWireError } from '@claude-remote/client';
import type { MachineInfo, ReplyOf } from '@claude-remote/protocol';
import { type FormEvent, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { recentWorkspaces } from '../state/place-of.ts';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';

export interface WorkspaceBrowserProps {
  readonly machine: MachineInfo;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}

type Asked =
  | { readonly is: 'asking' }
  | { readonly is: 'answered'; readonly reply: ReplyOf<'browse'> }
  | { readonly is: 'failed'; readonly sentence: string };

/** Directories of a machine in which a session may be started, one level at a time. */
export function WorkspaceBrowser({ machine, onChoose, onClose }: WorkspaceBrowserProps) {
  const { t } = useWords();
  const { client } = useHub();
  const [trail, setTrail] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<Asked>({ is: 'asking' });
  const path = trail.at(-1);

  useEffect(() => {
    let wanted = true;
    setAsked({ is: 'asking' });
    client.ask(machine.id, { kind: 'browse', ...(path === undefined ? {} : { path }) }).then(
      (reply) => wanted && setAsked({ is: 'answered', reply }),
      (error: unknown) =>
        wanted && setAsked({ is: 'failed', sentence: isWireError(error) ? error.error : String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [client, machine.id, path]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get('path')).trim();
    if (typed !== '') onChoose(typed);
  }

  return (
    <Sheet
      title={t('new.browse')}
      onClose={onClose}
      foot={
        path === undefined ? undefined : (
          <button type="button" className="btn act wide" onClick={() => onChoose(path)}>
            {t('new.useThis', { name: inert(workspaceName(path)) })}
          </button>
        )
      }
    >
      {path === undefined ? null : (
        <button type="button" className="set" onClick={() => setTrail(trail.slice(0, -1))}>
          <span>
            <span className="soft">{t('new.up')}</span> <code dir="ltr">{inert(path)}</code>
          </span>
          <Icon glyph="up" size={13} />
        </button>
      )}
      {path === undefined ? <Recent machine={machine} onChoose={onChoose} /> : null}
      {asked.is === 'asking' ? <p className="pad small soft">{t('new.asking', { machine: machine.name })}</p> : null}
      {asked.is === 'failed' ? <p className="pad small risk">{inert(asked.sentence)}</p> : null}
      {asked.is === 'answered' && asked.reply.directories.length === 0 ? (
        <p className="pad small soft">{t('new.browseEmpty')}</p>
      ) : null}
      {asked.is === 'answered'
        ? asked.reply.directories.map((directory) => (
            <button
              key={directory.path}
              type="button"
              className="set"
              onClick={() => setTrail([...trail, directory.path])}
            >
              <span className="folder">
                <Icon glyph={directory.git ? 'helper' : 'folder'} size={15} />
                <code dir="ltr">{inert(path === undefined ? directory.path : directory.name)}</code>
              </span>
              <span className="v">
                <Icon glyph="next" size={13} />
              </span>
            </button>
          ))
        : null}
      <form method="post" className="pad typepath rename" onSubmit={submit}>
        <label>
          <span className="label">{t('new.typePath')}</span>
          <input
            className="field mono"
            data-later
            name="path"
            autoCapitalize="none"
            defaultValue={path ?? machine.defaultWorkspace}
          />
        </label>
        <button type="submit" className="btn">
          {t('new.use')}
        </button>
      </form>
    </Sheet>
  );
}

/** Directories that are offered before those that can be looked through. */
const MAX_RECENT = 5;

/** Where this machine's last sessions worked: one tap, also while it is away. */
function Recent({ machine, onChoose }: { machine: MachineInfo; onChoose: (path: string) => void }) {
  const { t } = useWords();
  const { sessions } = useOverview();
  const recent = recentWorkspaces(sessions, machine.id, MAX_RECENT);
  if (recent.length === 0) return null;
  return (
    <>
      <p className="pad label">{t('new.recent')}</p>
      {recent.map((path) => (
        <button key={path} type="button" className="set" onClick={() => onChoose(path)}>
          <span className="tl">
            <span className="cut">{inert(workspaceName(path))}</span>
            <code className="meta cut" dir="ltr">
              {inert(path)}
            </code>
          </span>
        </button>
      ))}
      <p className="pad label">{t('new.allowed')}</p>
    </>
  );
}
