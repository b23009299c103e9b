import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { useMedia } from '../state/use-media.ts';
import type { Attached } from './use-attached.ts';

/** Opens the camera at once, where there is one at hand. The width of a phone is the text's as soon as there is some. */
export function CameraButton({ attached }: { attached: Attached }) {
  const { t } = useWords();
  if (!useMedia('(pointer: coarse)')) return null;
  return (
    <button
      type="button"
      className="icon camera"
      aria-label={t('attach.camera')}
      onClick={() => takePicture(attached.add)}
    >
      <Icon glyph="camera" />
    </button>
  );
}

function takePicture(add: Attached['add']): void {
  const field = document.createElement('input');
  field.type = 'file';
  field.accept = 'image/*';
  field.setAttribute('capture', 'environment');
  field.onchange = () => add([...(field.files ?? [])]);
  field.click();
}
