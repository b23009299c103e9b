import type { Found, IndexQuestion } from './find.ts';

/** What the hub and its search thread say to each other. */
export interface SearchPaths {
  readonly hubPath: string;
  readonly indexPath: string;
}

export type ToSearchThread =
  /** These sessions have more events, or are gone. */
  | { readonly do: 'read'; readonly sessions: readonly string[] }
  | { readonly do: 'find'; readonly id: number; readonly question: IndexQuestion }
  | { readonly do: 'close' };

export type FromSearchThread =
  | { readonly id: number; readonly found: Found; readonly reading: boolean }
  | { readonly id: number; readonly error: string };
