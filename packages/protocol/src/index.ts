export type { ChangedFile } from './changes.ts';
export * from './command.ts';
export * from './errors.ts';
export * from './event.ts';
export * from './frame-text.ts';
export * from './frames-client.ts';
export * from './frames-runner.ts';
export * from './ids.ts';
export * from './limits.ts';
export * from './live.ts';
export * from './live-key.ts';
export * from './notification.ts';
export * from './query.ts';
export * from './request.ts';
export {
  type Actor,
  type ActorDevice,
  type Attachment,
  actor,
  attachment,
  type Effort,
  effort,
  type PermissionMode,
  permissionMode,
  type Settings,
  settings,
  type Usage,
  usage,
} from './scalars.ts';
export * from './search.ts';
export * from './state.ts';
export * from './version.ts';
