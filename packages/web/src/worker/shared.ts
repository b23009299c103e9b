/** The database in which what was shared with the app waits. Named here, so that sign-out deletes it. */
export const SHARED = 'claude-remote-shared';
