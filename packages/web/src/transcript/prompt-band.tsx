import type { CommandId } from '@claude-remote/protocol';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/language.tsx';
import { clock } from '../i18n/measures.ts';
import { type HopCount, Hops } from '../parts/hops.tsx';
import { Icon } from '../parts/icon.tsx';
import { useHeld } from '../review/use-held.ts';
import { BandFiles } from './band-files.tsx';
import { inert } from './inert-text.ts';
import { useScene } from './scene.tsx';

export interface BandProps {
  /** Name of who wrote it; null when it is this device's own and not yet known to the hub. */
  readonly by: string | null;
  /** What they sat at, where that is known and not this person's own business. */
  readonly device?: string | null;
  /** Unix ms; null while only this device knows of it. */
  readonly at: number | null;
  readonly text: string;
  /** Under which this device may still have the files' bytes. */
  readonly command?: CommandId;
  readonly attachments?: readonly { name: string; mediaType: string }[];
  readonly delivery: DeliveryWords;
  /** Older applied prompts keep only the bars. */
  readonly wordless?: boolean;
  readonly below?: ReactNode;
}

/** How far it provably got, in bars and in words. */
export interface DeliveryWords {
  readonly hops: HopCount;
  readonly words: string;
  readonly tone: '' | 'warn' | 'risk';
}

/** What a person asked: a full-width band, the hops in the lane. */
export function PromptBand(props: BandProps) {
  const { by, device = null, at, text, command, attachments = [], delivery, wordless = false, below } = props;
  const { t, language } = useWords();
  const { you, onPrompt } = useScene();
  const open = () => command && onPrompt({ command, text });
  const held = useHeld(open);
  return (
    <section className="band" {...(command ? held : {})}>
      <Hops count={delivery.hops} label={delivery.words} unsure={delivery.tone === 'warn'} />
      <div>
        <div className="who">
          <span>
            <b>{by === null || by === you ? t('app.you') : by}</b> {device === null ? null : `${inert(device)} `}
            {at === null ? null : clock(language, at)}
          </span>
          <span className="told">
            {wordless ? null : <span className={delivery.tone}>{delivery.words}</span>}
            {command ? (
              <button type="button" className="icon" aria-label={t('prompt.menu')} onClick={open}>
                <Icon glyph="more" size={15} />
              </button>
            ) : null}
          </span>
        </div>
        {text === '' ? null : <p className="asked">{inert(text)}</p>}
        {attachments.length > 0 ? <BandFiles command={command ?? null} named={attachments} /> : null}
        {below}
      </div>
    </section>
  );
}
