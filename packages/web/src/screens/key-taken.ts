/** Whether a key means something else where it was pressed: text that is written, a sheet, a chord of the browser's. */
export function isTaken(event: KeyboardEvent): boolean {
  const chord = event.ctrlKey || event.metaKey || event.altKey;
  return chord || isSwitchedOff(event) || isWriting(event) || event.isComposing || event.defaultPrevented;
}

/** Single letters, where the person wants none (appearance.ts says so on the root). */
function isSwitchedOff({ key }: KeyboardEvent): boolean {
  return key.length === 1 && document.documentElement.dataset.keys === 'off';
}

/** In a field or a sheet keys mean what they mean there. */
export function isWriting({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, dialog, [contenteditable]') !== null;
}
