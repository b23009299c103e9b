import { type RedactionRule, RULES } from './rules.ts';

/**
 * Masks secrets in text before it is journalled or sent, each with a marker that names its kind. It knows forms (rules)
 * and exact values (the runner's own secrets). It does not know where text comes from, and never sees ids.
 */
export interface Redactor {
  text(text: string): string;
  /** Every string inside a JSON value; keys and the values of `KEEP` stay. Returns the same value when nothing changed. */
  value<Value>(value: Value): Value;
}

/** `known`: names and values of secrets that this machine is known to hold, e.g. from its environment. */
export function createRedactor(known: Readonly<Record<string, string>> = {}): Redactor {
  const exact = exactPattern(known);
  const text = (input: string): string => {
    if (input.length < SHORTEST) return input;
    let masked = exact ? input.replace(exact.pattern, (found) => marker(exact.names.get(found) ?? 'secret')) : input;
    const lower = masked.toLowerCase();
    for (const rule of RULES) {
      if (rule.anchors.some((anchor) => lower.includes(anchor))) masked = applyRule(rule, masked);
    }
    return masked;
  };
  return { text, value: (value) => redactValue(value, text) };
}

/** Nothing shorter can be `pwd=x`-like with a value worth hiding. */
const SHORTEST = 5;

function marker(kind: string): string {
  return `[REDACTED:${kind}]`;
}

function applyRule(rule: RedactionRule, text: string): string {
  const replacement = marker(rule.kind);
  return text.replace(rule.pattern, (found: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as { before?: string; after?: string } | string; // the last argument is the groups, if there are any
    const { before = '', after = '' } = typeof groups === 'object' ? groups : {};
    const hidden = found.slice(before.length, found.length - after.length);
    if (rule.kind === 'secret') return redactAssigned({ before, hidden, found });
    return hidden.includes('[REDACTED:') ? found : before + replacement + after;
  });
}

/** What is written after `token:` in prose, code or a template is not a secret; keeps the quotes of what is one. */
function redactAssigned({ before, hidden, found }: { before: string; hidden: string; found: string }): string {
  const quote = /^["'`]/.test(hidden) ? hidden.charAt(0) : '';
  const closed = quote !== '' && hidden.length > 1 && hidden.endsWith(quote);
  const inner = hidden.slice(quote.length, closed ? -1 : undefined);
  if (inner.includes('[REDACTED:') || isHarmless(before, inner, quote !== '')) return found;
  return before + quote + marker('secret') + (closed ? quote : '');
}

const PLACEHOLDER =
  /^(?:\$|%|<|\{|\.\.\.|\*+$|x{3,}$|process\.env|os\.environ|env[.(]|null\b|none\b|true\b|false\b|undefined\b|string\b|number\b|boolean\b|any\b|unknown\b|str\b|int\b|bool\b|z\.|new\b|await\b|this\.|self\.|required\b|optional\b|[0-9]{1,4}$)/i;

/**
 * In prose the word before the colon stands alone and ordinary words follow (“the token: it counts”). Assignments with
 * `=`, quoted values, and values that no sentence has (digits and letters mixed, or symbols) are taken as secrets.
 */
function isHarmless(before: string, inner: string, quoted: boolean): boolean {
  if (inner === '' || PLACEHOLDER.test(inner)) return true;
  if (/\btokens?["'`]?\s*[:=]/i.test(before) && /^[0-9.,]+k?$/i.test(inner)) return true; // a count of tokens
  if (quoted) return false;
  if (/==\s*$/.test(before)) return true; // a comparison with something that is not written out
  if (/[=>]\s*$/.test(before)) return /\s=\s*$/.test(before) && /^[A-Za-z_$][\w$]*[.(]/.test(inner); // code: `token = read.from(…`
  if (PASSWORD_COLON.test(before)) return inner.length < 3 || PROSE.has(inner.replace(/[.?!]$/, ''));
  const mixed = /[0-9]/.test(inner) && /[A-Za-z]/.test(inner);
  return inner.length < 8 || !mixed;
}

const PASSWORD_COLON = /(?:pass(?:word|wd|phrase|code)?|pwd)["'`]?\s*:\s*$/i;

/** Words that follow `password:` in sentences and forms. */
const PROSE = new Set(
  'the a an is it in at on to of for your my his her our their this that must should can may not no yes and or if when what which use used using set enter type please same new old wrong empty missing optional required hidden stored hashed never always none default see ask'.split(
    ' ',
  ),
);

/** Fields whose strings are names of things, never content; a marker there would break what refers to them. */
const KEEP = new Set([
  'kind',
  'id',
  'command',
  'request',
  'tool',
  'block',
  'blocks',
  'parent',
  'machine',
  'claudeSession',
  'session',
  'mode',
  'outcome',
  'source',
  'mediaType',
  'code',
  'before',
]);

function redactValue<Value>(value: Value, text: (text: string) => string, depth = 0): Value {
  if (typeof value === 'string') return text(value) as Value & string; // a string stays a string
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(item, text, depth + 1));
    return items.every((item, i) => item === value[i]) ? value : (items as Value & unknown[]); // same elements, same types
  }
  let changed = false;
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const redacted = redactField(key, field, { text, depth });
    changed ||= redacted !== field;
    copy[key] = redacted;
  }
  return changed ? (copy as Value) : value; // every field kept its type
}

/** Deeper values are not walked: inbound JSON is refused at 32 levels. */
const MAX_DEPTH = 64;

const SECRET_FIELD =
  /^(?:.{0,40}[_-])?(?:password|passwd|passphrase|secret|api_?key|access_?token|auth_?token|private_?key|client_?secret)$/i;

function redactField(
  key: string,
  field: unknown,
  { text, depth }: { text: (text: string) => string; depth: number },
): unknown {
  // Top-level names of ours are ids; the same words deeper down are somebody's content (`input.command` of Bash).
  if (depth === 0 && KEEP.has(key)) return typeof field === 'object' ? redactValue(field, text, depth + 1) : field;
  if (depth > 0 && NESTED_KEEP.has(key)) return field;
  if (typeof field === 'string' && depth > 0 && field !== '' && SECRET_FIELD.test(key)) return marker('secret');
  return redactValue(field, text, depth + 1);
}

/** Inside requests, closings and results. `command` and `id` are left out on purpose: tools have inputs of that name. */
const NESTED_KEEP = new Set(['kind', 'code', 'scope', 'level', 'mode', 'how', 'decision']);

/** One pattern for all known values in the forms in which they turn up; longest first, so that none is cut by a shorter. */
function exactPattern(known: Readonly<Record<string, string>>): { pattern: RegExp; names: Map<string, string> } | null {
  const names = new Map<string, string>();
  for (const [name, secret] of Object.entries(known)) {
    if (secret.length < SHORTEST_KNOWN) continue;
    for (const form of formsOf(secret)) if (!names.has(form)) names.set(form, name);
  }
  if (names.size === 0) return null;
  const forms = [...names.keys()]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { pattern: new RegExp(forms.join('|'), 'g'), names };
}

/** Characters below which a known value is too likely to be an ordinary word. */
const SHORTEST_KNOWN = 8;

function formsOf(secret: string): string[] {
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  // base64 of the value wherever it begins within a longer text: the parts that do not depend on its neighbours.
  const bytes = Buffer.from(secret);
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const stable = encoded.slice(shift === 0 ? 0 : shift + 1, Math.floor(((bytes.length + shift) * 8) / 6));
    if (stable.length >= 12) forms.push(stable, stable.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}
