export { connectHolder, type HolderClient } from './connect.ts';
export { membersOf } from './process-tree.ts';
export type { Exit, HeldFrame, HeldProcess } from './wire.ts';
