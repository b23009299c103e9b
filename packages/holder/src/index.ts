export { connectHolder, type HolderClient } from './connect.ts';
export type { Exit, HeldFrame, HeldProcess } from './wire.ts';
