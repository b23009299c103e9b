/** What a program needs to dial a hub; everything else of the link stays inside. */
export { type Clock, dialWebSocket } from '@claude-remote/link';
export { type Client, type ClientOptions, type Connection, createClient, isWireError } from './client.ts';
export type { LiveView, Partial } from './live-view.ts';
export { type Delivery, type KeptCommand, memoryStore, type OutboxStore } from './outbox.ts';
export type { Overview } from './overview.ts';
export { shownTranscript } from './reading.ts';
export type { RememberedSession, SessionView } from './session-view.ts';
