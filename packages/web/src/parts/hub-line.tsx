import type { SessionView } from '@claude-remote/client';
import type { MachineInfo } from '@claude-remote/protocol';
import { Suspense, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { late } from '../offline/late.ts';
import { useConnection, useHub, useOverview } from '../state/hub-context.tsx';
import type { PathState } from '../state/path.ts';
import { useMedia, WIDE } from '../state/use-media.ts';
import { usePath } from '../state/use-path.ts';
import { announcementOf, Line } from './line.tsx';

const LineSheet = late(() => import('./line-sheet.tsx'), 'LineSheet');

/** The line with what is known now, its sheet, and its changes said aloud once. */
export function HubLine({ machine, view }: { machine: MachineInfo | null; view: SessionView | null }) {
  const state = usePath(machine, view);
  return <DrawnLine state={state} machine={machine} toClaude={view !== null} />;
}

export function DrawnLine({
  state,
  machine,
  toClaude,
}: {
  state: PathState;
  machine: MachineInfo | null;
  toClaude: boolean;
}) {
  const words = useWords();
  const { t } = words;
  const { client } = useHub();
  const { machines, known } = useOverview();
  const connection = useConnection();
  const phone = !useMedia(WIDE);
  const [open, setOpen] = useState(false);
  const online = machines.filter((one) => one.online).length;
  const all =
    machines.length > 0
      ? t('line.machines', { n: online, all: machines.length })
      : t(known ? 'line.noMachine' : 'place.machines');
  const said = useSaid(announcementOf(state, words));
  const only = machines.length === 1 ? machines[0] : null;
  const middle = machine?.name ?? (only?.online ? only.name : all);
  const demo = machine?.demo ?? connection.hub?.demo ?? false;
  return (
    <>
      <Line state={state} phone={phone} middle={middle} toClaude={toClaude} demo={demo} onOpen={() => setOpen(true)} />
      <output className="sr">{said}</output>
      {open ? (
        <Suspense>
          <LineSheet
            state={state}
            connection={connection}
            middle={middle}
            toClaude={toClaude}
            phone={phone}
            onTry={() => client.probe()}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}

/** The latest announcement that was not empty twice in a row: a change is said once. */
function useSaid(announcement: string): string {
  const [said, setSaid] = useState('');
  useEffect(() => setSaid(announcement), [announcement]);
  return said;
}
