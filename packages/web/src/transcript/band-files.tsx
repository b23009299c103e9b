import '../styles/attach.css';
import type { CommandId } from '@claude-remote/protocol';
import { isPicture, Picture } from '../parts/picture.tsx';
import { inert } from './inert-text.ts';
import { useScene } from './scene.tsx';

export interface BandFilesProps {
  readonly command: CommandId | null;
  readonly named: readonly { name: string; mediaType: string }[];
}

/** What went with a prompt: its pictures where this device still has them, else names. */
export function BandFiles({ command, named }: BandFilesProps) {
  const { filesOf } = useScene();
  const known = command === null ? [] : filesOf(command);
  return (
    <div className="shown">
      {named.map(({ name }, index) => {
        const file = known[index];
        return file && isPicture(file) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the files of a prompt never change
          <Picture key={index} file={file} alt={inert(name)} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the files of a prompt never change
          <p key={index} className="small soft">
            {inert(name)}
          </p>
        );
      })}
    </div>
  );
}
