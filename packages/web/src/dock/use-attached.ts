import type { Attachment } from '@claude-remote/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DraftFiles } from '../state/draft-files.ts';
import type { DraftKey } from '../state/drafts.ts';
import { readFile, type Trouble, troubleWith } from './read-file.ts';

export interface Attached {
  readonly files: readonly Attachment[];
  /** Files that are still being read. */
  readonly reading: number;
  readonly trouble: { readonly name: string; readonly what: Trouble } | null;
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (index: number) => void;
  readonly clear: () => void;
}

/** The pictures and files of the prompt being written; they are kept with the draft. */
export function useAttached(drafts: DraftFiles, key: DraftKey): Attached {
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const [reading, setReading] = useState(0);
  const [trouble, setTrouble] = useState<Attached['trouble']>(null);
  // Several files are read at once and each is judged beside those before it.
  const latest = useRef(files);
  const put = useCallback(
    (next: readonly Attachment[]) => {
      latest.current = next;
      setFiles(next);
      drafts.write(key, next).catch(() => {}); // without a database they last as long as the page
    },
    [drafts, key],
  );
  useEffect(() => {
    let wanted = true;
    const show = (kept: readonly Attachment[]) => {
      if (wanted && kept.length > 0 && latest.current.length === 0) {
        latest.current = kept;
        setFiles(kept);
      }
    };
    drafts.read(key).then(show, () => {});
    return () => {
      wanted = false;
    };
  }, [drafts, key]);
  async function addOne(file: File) {
    setReading((n) => n + 1);
    const next = await readFile(file).catch((): Trouble => 'badType');
    setReading((n) => n - 1);
    const what = troubleWith(latest.current, next);
    if (what === null && typeof next !== 'string') put([...latest.current, next]);
    else if (what) setTrouble({ name: file.name, what });
  }
  return {
    files,
    reading,
    trouble,
    add(added) {
      setTrouble(null);
      for (const file of added) void addOne(file);
    },
    remove(index) {
      setTrouble(null);
      put(latest.current.filter((_, at) => at !== index));
    },
    clear() {
      setTrouble(null);
      put([]);
    },
  };
}
