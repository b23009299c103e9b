import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Bench } from './bench.ts';

/** The program that stands in for Claude Code, on a pipe of this process: what no product can be faster than. */
export async function startDirectProgram(bench: Bench): Promise<{ ask(word: string): Promise<number> }> {
  const child = spawn(process.execPath, [bench.fakeClaude], { stdio: ['pipe', 'pipe', 'inherit'] });
  bench.later(() => child.kill());
  const waiting = new Map<string, () => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { type } = JSON.parse(line) as { type: string }; // its frames all have one
    waiting.get(type)?.();
  });
  const until = (type: string) => new Promise<void>((resolve) => waiting.set(type, resolve));
  return {
    ask: async (word) => {
      const answer = until('assistant');
      const ended = until('result'); // may come with the answer, in one chunk
      const begin = performance.now();
      const message = { role: 'user', content: word };
      child.stdin.write(`${JSON.stringify({ type: 'user', uuid: randomUUID(), message })}\n`);
      await answer;
      const took = performance.now() - begin;
      await ended;
      return took;
    },
  };
}
