/** Words of writing: files of a prompt, history, palette, shortcuts. */
export const enComposer = {
  'attach.add': 'Add a picture or file',
  'attach.list': 'Files of this prompt',
  'attach.remove': 'Remove {name}',
  'attach.reading': 'Reading {n} files…',
  'attach.tooLarge': '{name} does not fit: all files of a prompt together may have {limit}.',
  'attach.tooMany': '{name} is one too many: a prompt takes {limit} files.',
  'attach.badType': '{name} cannot be sent: Claude reads pictures, PDFs and text.',
  'palette.title': 'Go to or do',
  'palette.hint': 'A session, a place, or what to do',
  'palette.none': 'Nothing has that name.',
  'keys.title': 'Keys',
  'keys.search': 'Search, or write',
  'keys.sendNow': 'Send now, stopping what runs',
  'keys.line': 'New line',
  'keys.history': 'An earlier prompt, in an empty field',
  'keys.complete': 'Take the first completion',
} as const;
