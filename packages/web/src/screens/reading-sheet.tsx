import '../styles/transcript.css';
import { isWireError, type LiveView } from '@claude-remote/client';
import type { Event, MachineInfo, SessionId } from '@claude-remote/protocol';
import { applyBatchToTranscript, emptyTranscript } from '@claude-remote/session';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { CopyLine } from '../parts/copy-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useHub } from '../state/hub-context.tsx';
import { inert } from '../transcript/inert-text.ts';
import { sectionsOf } from '../transcript/nodes.ts';
import { LiveProvider, type Scene, SceneContext } from '../transcript/scene.tsx';
import { TurnNodeView } from '../transcript/turn-nodes.tsx';

/** A conversation on a machine's disk. */
export interface Conversation {
  readonly claudeSession: SessionId;
  readonly title: string;
  readonly workspace: string;
  /** Somebody has it open; going on with it here would split it. */
  readonly running: boolean;
}

export interface ReadingSheetProps {
  readonly machine: MachineInfo;
  readonly conversation: Conversation;
  readonly onChoose: (how: 'resume' | 'fork') => void;
  readonly onClose: () => void;
}

/** What was said in a conversation on a machine's disk: to read, and from here to go on with. */
export function ReadingSheet({ machine, conversation, onChoose, onClose }: ReadingSheetProps) {
  const { t } = useWords();
  const { claudeSession, title, workspace, running } = conversation;
  const { events, trouble, asking, older } = useDiskTranscript(machine, claudeSession);
  const sections = useMemo(() => sectionsOf(applyBatchToTranscript(emptyTranscript(), events).items, []), [events]);
  const scene = useMemo(() => quietScene(machine.name, workspace), [machine.name, workspace]);
  const resume = `claude --resume ${claudeSession}`;
  const foot = (
    <>
      <CopyLine text={resume} />
      <div className="btns">
        <button type="button" className="btn" onClick={() => onChoose('fork')}>
          {t('earlier.fork')}
        </button>
        <button type="button" className="btn act" disabled={running} onClick={() => onChoose('resume')}>
          {t('earlier.resume')}
        </button>
      </div>
    </>
  );
  return (
    <Sheet title={inert(title) || t('session.untitled')} onClose={onClose} foot={foot}>
      {asking && events.length === 0 ? (
        <p className="pad small soft">{t('new.asking', { machine: machine.name })}</p>
      ) : null}
      {trouble === null ? null : <p className="pad small risk">{inert(trouble)}</p>}
      {older ? (
        <button type="button" className="text" onClick={older}>
          {t('earlier.more')}
        </button>
      ) : null}
      <SceneContext value={scene}>
        <LiveProvider value={QUIET}>
          <div className="reading" role="log" aria-live="off" aria-label={t('tx.log')}>
            {sections.map((section) =>
              section.kind === 'prompt' ? (
                <section key={section.key} className="band">
                  <span className="mark">
                    <Icon glyph="says" size={15} />
                  </span>
                  <p className="asked">{inert(section.item.text)}</p>
                </section>
              ) : (
                <div key={section.key} className="turn">
                  {section.nodes.map((node) => (
                    <TurnNodeView key={node.key} node={node} />
                  ))}
                </div>
              ),
            )}
          </div>
        </LiveProvider>
      </SceneContext>
    </Sheet>
  );
}

interface Read {
  readonly events: readonly Event[];
  readonly trouble: string | null;
  readonly asking: boolean;
  /** Asks for the page before; null when there is none. */
  readonly older: (() => void) | null;
}

function useDiskTranscript(machine: MachineInfo, claudeSession: SessionId): Read {
  const { client } = useHub();
  const [read, setRead] = useState<Omit<Read, 'older'>>({ events: [], trouble: null, asking: true });
  const ask = useCallback(
    async (before: number | null) => {
      setRead((now) => ({ ...now, asking: true }));
      try {
        const query = { kind: 'disk-transcript', claudeSession, ...(before === null ? {} : { before }) } as const;
        const { events } = await client.ask(machine.id, query);
        setRead((now) => ({
          events: before === null ? events : [...events, ...now.events],
          trouble: null,
          asking: false,
        }));
      } catch (error) {
        const trouble = isWireError(error) ? error.error : String(error);
        setRead((now) => ({ ...now, trouble, asking: false }));
      }
    },
    [client, machine.id, claudeSession],
  );
  useEffect(() => {
    void ask(null);
  }, [ask]);
  const first = read.events[0]?.seq ?? 1;
  return { ...read, older: first > 1 && !read.asking ? () => void ask(first) : null };
}

const QUIET: LiveView = { partials: [], tools: {}, activity: null };

/** Nothing is going on in a transcript on disk, and nothing can be done to it. */
function quietScene(machine: string, workspace: string): Scene {
  return {
    machine,
    workspace,
    you: '',
    current: false,
    undecided: new Set(),
    askOutput: async () => '',
    filesOf: () => [],
    onPrompt: () => undefined,
    review: { open: () => undefined, totalsOfTurn: () => ({ files: 0, added: 0, removed: 0 }) },
  };
}
