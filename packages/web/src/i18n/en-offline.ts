/** Words of being without the hub, of new versions, of signing out and of what other apps share. */
export const enOffline = {
  'offline.known': 'No connection. This is what was known at {time}.',
  'offline.never': 'No connection, and nothing was heard before.',
  'offline.unknown': 'Not on this device',
  'offline.unknownHint': 'It was not opened here before. It comes when the connection is back.',
  'update.ready': 'A new version is ready. Your draft stays.',
  'update.load': 'Load it',
  'signOut.title': 'Sign out of this device',
  'signOut.drafts': 'Drafts on this device: {n}.',
  'signOut.unsent': 'Prompts not sent: {n}.',
  'signOut.removes': 'Signing out removes them.',
  'signOut.now': 'Sign out and remove them',
  'signOut.stay': 'Stay signed in',
  'share.title': 'Shared with claude-remote',
  'share.where': 'Which session is it for?',
  'share.hint': 'It becomes a draft there. Nothing is sent yet.',
  'share.none': 'Nothing arrived. Share it once more.',
} as const;
