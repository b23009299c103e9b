export { createDriver } from './claude/create-driver.ts';
export type { ClaudeDriver, ClaudeProcess, ClaudeSink } from './claude/driver.ts';
export { claudeEnvironment } from './claude/environment.ts';
export { readConfig } from './config.ts';
export { type Disk, machineDisk } from './journal/disk.ts';
export { dialHub, startRunner } from './start-runner.ts';
export { watchFile } from './watch-file.ts';
