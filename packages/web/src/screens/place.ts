/** The three places of the page, always one tap apart. */
export const PLACES = ['inbox', 'sessions', 'machines'] as const;
export type PlaceName = (typeof PLACES)[number];
