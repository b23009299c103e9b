import { spawn } from 'node:child_process';

export interface ToolResult {
  readonly code: number;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** Runs a JavaScript program (a path below the root) with this Node, without a shell; resolves however it ends. */
export function runTool(root: string, program: string, args: readonly string[]): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (data: Buffer): void => {
      output += data.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
