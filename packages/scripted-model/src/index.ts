export { scenes } from './scenes.ts';
export type { Asked, Block, Pace, Reply, Script, ToolResult } from './script.ts';
export { type ScriptedModel, startScriptedModel } from './scripted-model.ts';
