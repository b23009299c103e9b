import { useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { inert } from '../transcript/inert-text.ts';
import type { Changed } from './changed.ts';
import { ReviewDiff } from './review-diff.tsx';
import type { Comments } from './use-comments.ts';

export interface ChangedFileProps {
  readonly file: Changed;
  readonly comments: Comments | null;
  /** Open at first; from then on it is the person's. */
  readonly open: boolean;
  readonly askFile: (path: string) => Promise<Changed | null>;
  readonly newId: () => string;
}

const GLYPH = { added: 'plus', changed: 'edit', deleted: 'close' } as const;

type Asked = { readonly is: 'not' | 'asking' | 'failed' } | { readonly is: 'here'; readonly file: Changed };

/** One file of a review: a row with what came and went, and below it the lines. */
export function ChangedFile({ file, comments, open: openAtFirst, askFile, newId }: ChangedFileProps) {
  const { t } = useWords();
  const [touched, setTouched] = useState<boolean | null>(null);
  const [asked, setAsked] = useState<Asked>({ is: 'not' });
  const open = touched ?? openAtFirst;
  const rows = file.rows ?? (asked.is === 'here' ? asked.file.rows : null);
  const remarks = comments?.all.filter(({ path }) => path === file.path).length ?? 0;
  async function toggle() {
    setTouched(!open);
    if (open || file.rows || asked.is === 'asking' || asked.is === 'here') return;
    setAsked({ is: 'asking' });
    const found = await askFile(file.path).catch(() => null);
    setAsked(found ? { is: 'here', file: found } : { is: 'failed' });
  }
  return (
    <section className="revfile">
      <button type="button" className="step" aria-expanded={open} onClick={() => void toggle()}>
        <span className="g">
          <Icon glyph={GLYPH[file.status]} size={15} />
        </span>
        <span className="what cut">
          <code dir="ltr">{inert(file.path)}</code>
          {file.status === 'changed' ? null : <span className="sr"> {t(`review.${file.status}`)}</span>}
        </span>
        <span className="end">
          {remarks > 0 ? (
            <span className="soft">
              {remarks === 1 ? t('review.oneComment') : t('review.comments', { n: remarks })} ·
            </span>
          ) : null}
          <Counts file={file} />
          <span className="chev">
            <Icon glyph={open ? 'down' : 'next'} size={13} />
          </span>
        </span>
      </button>
      {open ? (
        <Body file={file} rows={rows} asked={asked.is}>
          {rows ? <ReviewDiff path={file.path} rows={rows} comments={comments} newId={newId} /> : null}
        </Body>
      ) : null}
    </section>
  );
}

function Counts({ file: { added, removed, binary, status } }: { file: Changed }) {
  const { t } = useWords();
  if (binary) return <span>{t('review.noText')}</span>;
  return (
    <>
      {status === 'deleted' ? <span>{t('review.deleted')}</span> : null}
      {added > 0 ? <span className="plus">+{added}</span> : null}
      {removed > 0 ? <span className="minus">−{removed}</span> : null}
    </>
  );
}

interface BodyProps {
  readonly file: Changed;
  readonly rows: Changed['rows'];
  readonly asked: Asked['is'];
  readonly children: React.ReactNode;
}

function Body({ file, rows, asked, children }: BodyProps) {
  const { t } = useWords();
  if (asked === 'asking' && !rows) return <p className="pad small soft revnote">{t('review.askingFile')}</p>;
  if (rows === null) return <p className="pad small soft revnote">{t('review.fileFailed')}</p>;
  if (file.binary || rows.length === 0) return <p className="pad small soft revnote">{t('review.nothingToShow')}</p>;
  return children;
}
