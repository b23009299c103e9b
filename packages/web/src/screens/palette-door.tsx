import { Suspense, useEffect, useState } from 'react';
import { late } from '../offline/late.ts';
import type { PaletteProps } from './palette-props.ts';

const CommandPalette = late(() => import('../palette/command-palette.tsx'), 'CommandPalette');
const ShortcutSheet = late(() => import('./shortcut-sheet.tsx'), 'ShortcutSheet');

/** Opens the palette with Ctrl or Command K, and the list of keys with `?` where nothing is being written. */
export function PaletteDoor(props: PaletteProps) {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const { key, target, isComposing } = event;
      if (isComposing || document.querySelector('dialog[open]')) return;
      const writing = target instanceof Element && target.closest('input, textarea') !== null;
      if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'k') setOpen('palette');
      else if (key === '?' && !writing) setOpen('keys');
      else return;
      event.preventDefault();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const close = () => setOpen(null);
  return (
    <Suspense fallback={null}>
      {open === 'palette' ? <CommandPalette {...props} onKeys={() => setOpen('keys')} onClose={close} /> : null}
      {open === 'keys' ? <ShortcutSheet onClose={close} /> : null}
    </Suspense>
  );
}
