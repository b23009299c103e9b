/** The field in which the open session's prompt is written; none while a request is decided there, or for who only looks. */
export function promptField(): HTMLTextAreaElement | null {
  const field = document.querySelector('[data-composer]');
  return field instanceof HTMLTextAreaElement ? field : null;
}

/** Puts a word into the prompt: a command in front, where alone it is one, anything else at the caret. */
export function writePrompt(word: string): void {
  const field = promptField();
  if (!field) return;
  const at = word.startsWith('/') ? 0 : field.selectionEnd;
  const apart = at > 0 && !/\s$/.test(field.value.slice(0, at)) ? ' ' : '';
  field.focus({ preventScroll: true });
  field.setRangeText(`${apart}${word} `, at, at, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true })); // as typed: the composer keeps the draft
}
