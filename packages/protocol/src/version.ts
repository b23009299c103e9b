/**
 * One increasing protocol number. Each bump gets a dated line that says what a peer of that number understands.
 * 1 (2026-11-21): hello/challenge, events, live, commands, queries, snapshots, credit.
 */
export const PROTOCOL_VERSION = 1;
/** Oldest number that this build still speaks. */
export const PROTOCOL_VERSION_MIN = 1;
