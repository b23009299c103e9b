import { isWireError } from '@claude-remote/client';
import type { MachineInfo, ReplyOf, SessionId } from '@claude-remote/protocol';
import { Suspense, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { when } from '../i18n/measures.ts';
import { late } from '../offline/late.ts';
import { Icon } from '../parts/icon.tsx';
import { Choices, Sheet } from '../parts/sheet.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import type { Conversation } from './reading-sheet.tsx';

const ReadingSheet = late(() => import('./reading-sheet.tsx'), 'ReadingSheet');

/** A conversation on the machine's disk to begin from: gone on with itself, or copied first. */
export interface Earlier {
  readonly claudeSession: SessionId;
  readonly how: 'resume' | 'fork';
  readonly title: string;
  readonly workspace: string;
}

export interface EarlierSheetProps {
  readonly machine: MachineInfo;
  readonly onChoose: (earlier: Earlier | null) => void;
  readonly onClose: () => void;
}

type Found =
  | { readonly is: 'asking' }
  | { readonly is: 'found'; readonly sessions: ReplyOf<'disk-sessions'>['sessions'] }
  | { readonly is: 'failed'; readonly sentence: string };

/** Conversations that Claude had on this machine, in a terminal or here. */
export function EarlierSheet({ machine, onChoose, onClose }: EarlierSheetProps) {
  const { t, language } = useWords();
  const { client } = useHub();
  const now = useNow(60_000, true);
  const [found, setFound] = useState<Found>({ is: 'asking' });
  const [reading, setReading] = useState<Conversation | null>(null);
  const held = useHeldHere();
  const [how, setHow] = useState<Earlier['how']>('resume');
  useEffect(() => {
    let wanted = true;
    client.ask(machine.id, { kind: 'disk-sessions' }).then(
      ({ sessions }) => wanted && setFound({ is: 'found', sessions }),
      (error: unknown) =>
        wanted && setFound({ is: 'failed', sentence: isWireError(error) ? error.error : String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [client, machine.id]);
  if (reading)
    return (
      <Suspense fallback={null}>
        <ReadingSheet
          machine={machine}
          conversation={reading}
          onChoose={(chosen) => onChoose({ ...reading, how: chosen })}
          onClose={() => setReading(null)}
        />
      </Suspense>
    );
  const options = (['resume', 'fork'] as const).map((value) => ({
    value,
    name: t(`earlier.${value}`),
    hint: t(`earlier.${value}Hint`),
  }));
  return (
    <Sheet title={t('earlier.title')} onClose={onClose}>
      <Choices label={t('earlier.how')} options={options} chosen={how} onChoose={setHow} />
      {found.is === 'asking' ? <p className="pad small soft">{t('new.asking', { machine: machine.name })}</p> : null}
      {found.is === 'failed' ? <p className="pad small risk">{inert(found.sentence)}</p> : null}
      {found.is === 'found' && found.sessions.length === 0 ? (
        <p className="pad small soft">{t('earlier.none')}</p>
      ) : null}
      <button type="button" className="set" onClick={() => onChoose(null)}>
        <span>{t('earlier.fresh')}</span>
      </button>
      {found.is === 'found'
        ? found.sessions.map(({ claudeSession, title, workspace, changedAt, running }) => (
            <div key={claudeSession} className="earlier">
              <button
                type="button"
                className="set"
                disabled={running && how === 'resume'}
                onClick={() => onChoose({ claudeSession, how, title, workspace })}
              >
                <span className="tl">
                  <span className="cut">{inert(title) || t('session.untitled')}</span>
                  <span className="meta cut">
                    {inert(workspaceName(workspace))} · {when(language, changedAt, now)}
                    {running ? <Held here={held.has(claudeSession)} /> : null}
                  </span>
                </span>
              </button>
              <button
                type="button"
                className="icon"
                aria-label={t('earlier.read', { title: inert(title) })}
                onClick={() => setReading({ claudeSession, title, workspace, running })}
              >
                <Icon glyph="read" size={18} />
              </button>
            </div>
          ))
        : null}
    </Sheet>
  );
}

/** Claude's own ids of conversations that sessions of this hub have open now. */
function useHeldHere(): ReadonlySet<SessionId> {
  const { sessions } = useOverview();
  const open = sessions.filter(({ claude }) => claude === 'running');
  return new Set(open.flatMap(({ claudeSession }) => claudeSession ?? []));
}

/** Who has a conversation open: a session, or somebody in a terminal. */
function Held({ here }: { here: boolean }) {
  const { t } = useWords();
  return (
    <span className="held">
      {' · '}
      <Icon glyph={here ? 'says' : 'terminal'} size={13} /> {t(here ? 'earlier.here' : 'earlier.terminal')}
    </span>
  );
}
