import { isUuid, type Usage } from '@claude-remote/protocol';
import { type Fields, fieldsOf, numberOf, textOf } from '../claude/json.ts';
import { priceOf } from './prices.ts';

/** One answer of the model, as a transcript tells it. */
export interface UsageEntry {
  /** Names the answer across lines and files; null when the line does not say, so that it cannot be recognised again. */
  readonly key: string | null;
  /** Unix ms. */
  readonly at: number;
  readonly claudeSession: string;
  readonly workspace: string;
  readonly model: string;
  readonly tokens: Usage;
  /** US dollars; null for a model without a known price. */
  readonly costUsd: number | null;
}

/** The answer in a line of a transcript; null for every other line, also a broken one. Pure. */
export function entryOf(line: string): UsageEntry | null {
  if (!line.includes('"usage"')) return null; // most lines: nothing to parse
  const fields = parse(line);
  const message = fieldsOf(fields.message);
  const model = textOf(message.model);
  const at = Date.parse(textOf(fields.timestamp));
  const claudeSession = textOf(fields.sessionId);
  if (fields.type !== 'assistant' || model === '' || model === SYNTHETIC) return null;
  if (Number.isNaN(at) || !isUuid(claudeSession)) return null;
  const used = fieldsOf(message.usage);
  const tokens: Usage = {
    input: countOf(used.input_tokens),
    output: countOf(used.output_tokens),
    cacheRead: countOf(used.cache_read_input_tokens),
    cacheWrite: countOf(used.cache_creation_input_tokens),
  };
  const [id, request] = [textOf(message.id), textOf(fields.requestId)];
  const workspace = textOf(fields.cwd);
  const costUsd = typeof fields.costUSD === 'number' ? countOf(fields.costUSD) : cost(model, tokens, used);
  return { key: id === '' ? null : `${id} ${request}`, at, claudeSession, workspace, model, tokens, costUsd };
}

/** The model that Claude Code names for words of its own: nobody was asked. */
const SYNTHETIC = '<synthetic>';

/** US dollars; what is cached for an hour costs more to write than what is cached for five minutes. */
function cost(model: string, tokens: Usage, used: Fields): number | null {
  const price = priceOf(model);
  if (!price) return null;
  const hour = Math.min(countOf(fieldsOf(used.cache_creation).ephemeral_1h_input_tokens), tokens.cacheWrite);
  const millionths =
    tokens.input * price.input +
    tokens.output * price.output +
    tokens.cacheRead * price.cacheRead +
    (tokens.cacheWrite - hour) * price.cacheWrite +
    hour * price.cacheWriteHour;
  return millionths / 1_000_000;
}

function countOf(value: unknown): number {
  return Math.max(0, numberOf(value));
}

function parse(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {}; // torn by a crash, or still being written
  }
}
