export { type CliSetting, runCommand } from './program.ts';
