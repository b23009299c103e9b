import {
  type Asked,
  type Block,
  type Reply,
  type ScriptedModel,
  startScriptedModel,
} from '@claude-remote/scripted-model';

/**
 * A model whose answers can be counted. `count TAG N GAP` says `TAG 1` to `TAG N`, one block each, GAP milliseconds apart;
 * `run TAG FILE` appends a line to FILE by a tool that asks, then says `TAG 1`; `wait TAG` says `TAG 1` once it is let go.
 */
export interface NumberedModel {
  readonly url: string;
  /** How often the model was asked to begin the answer to a prompt with that tag. */
  asks(tag: string): number;
  /** Lets `wait TAG` go on. */
  letGo(tag: string): void;
  close(): Promise<void>;
}

export async function startNumberedModel(): Promise<NumberedModel> {
  const asks = new Map<string, number>();
  const gates = new Map<string, { readonly open: Promise<void>; letGo(): void }>();
  const gate = (tag: string) => {
    const known = gates.get(tag);
    if (known) return known;
    let letGo = () => {};
    const open = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const made = { open, letGo };
    gates.set(tag, made);
    return made;
  };
  const script = (asked: Asked): Reply => {
    const [scene = '', tag = '', ...rest] = asked.prompt.trim().split(/\s+/);
    if (asked.results.length === 0) asks.set(tag, (asks.get(tag) ?? 0) + 1);
    switch (scene) {
      case 'count':
        return counted(tag, Number(rest[0]), Number(rest[1] ?? 0));
      case 'wait':
        return { blocks: [{ until: gate(tag).open }, { text: `${tag} 1` }] };
      case 'run':
        if (asked.results.length > 0) return { blocks: [{ text: `${tag} 1` }] };
        return {
          blocks: [{ tool: 'Bash', input: { command: `echo ${tag} >> ${rest[0]}`, description: 'Add a line' } }],
        };
      default:
        return { blocks: [{ text: `${scene}?` }] };
    }
  };
  const model: ScriptedModel = await startScriptedModel({ script });
  return {
    url: model.url,
    asks: (tag) => asks.get(tag) ?? 0,
    letGo: (tag) => gate(tag).letGo(),
    close: () => model.close(),
  };
}

/** The gaps are part of what is tested (an answer that takes its time), not a way to wait for something. */
function counted(tag: string, blocks: number, gapMs: number): Reply {
  const begin = performance.now();
  return {
    blocks: Array.from({ length: blocks }, (_, i): Block[] => [
      { until: new Promise((resolve) => setTimeout(resolve, begin + i * gapMs - performance.now())) },
      { text: `${tag} ${i + 1}` },
    ]).flat(),
  };
}
