/** Words of writing: files of a prompt, history, palette, shortcuts. */
export const enComposer = {
  'attach.add': 'Add a picture or file',
  'attach.list': 'Files of this prompt',
  'attach.remove': 'Remove {name}',
  'attach.reading': 'Reading {n} files…',
  'attach.tooLarge': '{name} does not fit: all files of a prompt together may have {limit}.',
  'attach.tooMany': '{name} is one too many: a prompt takes {limit} files.',
  'attach.badType': '{name} cannot be sent: Claude reads pictures, PDFs and text.',
} as const;
