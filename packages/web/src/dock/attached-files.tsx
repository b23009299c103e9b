import '../styles/attach.css';
import { useRef } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { isPicture, Picture } from '../parts/picture.tsx';
import { inert } from '../transcript/inert-text.ts';
import { MAX_FILES, MAX_FILES_BYTES } from './read-file.ts';
import type { Attached } from './use-attached.ts';

/** Thumbnails of what goes with the prompt, each with a way to take it out, and why something could not go. */
export function AttachedFiles({ attached }: { attached: Attached }) {
  const { t } = useWords();
  const { files, reading, trouble, remove } = attached;
  const limit = trouble?.what === 'tooMany' ? MAX_FILES : `${MAX_FILES_BYTES / 1e6} MB`;
  return (
    <>
      {files.length > 0 ? (
        <ul className="attached" aria-label={t('attach.list')}>
          {files.map((file, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may be the same; the picture follows its file
            <li key={index}>
              {isPicture(file) ? <Picture file={file} alt="" /> : <Icon glyph="read" size={20} />}
              <span className="meta cut">{inert(file.name)}</span>
              <button
                type="button"
                className="icon"
                aria-label={t('attach.remove', { name: inert(file.name) })}
                onClick={() => remove(index)}
              >
                <Icon glyph="close" size={13} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="attachnote small" role="status">
        {reading > 0 ? t('attach.reading', { n: reading }) : null}
        {trouble ? t(`attach.${trouble.what}`, { name: inert(trouble.name), limit }) : null}
      </p>
    </>
  );
}

/** What the picker offers. Anything else that is text may be dropped. */
const ACCEPTED =
  'image/*,text/*,application/pdf,application/json,.md,.log,.csv,.ts,.tsx,.js,.jsx,.py,.go,.rs,.java,.kt,.swift,.c,.h,.cpp,.rb,.php,.sh,.sql,.toml,.yaml,.yml';

/** Opens the device's own picker, which on a phone offers the camera. */
export function AttachButton({ attached }: { attached: Attached }) {
  const { t } = useWords();
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={field}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        onChange={(event) => {
          attached.add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ''; // the same file may be chosen again
        }}
      />
      <button type="button" className="icon" aria-label={t('attach.add')} onClick={() => field.current?.click()}>
        <Icon glyph="plus" />
      </button>
    </>
  );
}
