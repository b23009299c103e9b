export { type ConfigKey, describeKey, KEY_NAMES, type KeyName } from './config/keys.ts';
export { type HubProgram, importSessions, serve } from './main.ts';
