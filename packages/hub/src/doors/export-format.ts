import type { Event, SessionState } from '@claude-remote/protocol';
import { type Passage, passageOf } from './export-passage.ts';

/** How a session reads as a file. Pure: what comes before all events, each event, and what comes after. */
export interface ExportFormat {
  readonly type: string;
  readonly head: (state: SessionState) => string;
  readonly event: (event: Event, first: boolean) => string;
  readonly foot: string;
}

export const EXPORT_FORMATS: Readonly<Record<'md' | 'json' | 'html', ExportFormat>> = {
  md: {
    type: 'text/markdown; charset=utf-8',
    head: ({ title, workspace }) => `# ${oneLine(title)}\n\n${fenced(workspace)}\n`,
    event: (event) => written(event, asMarkdown),
    foot: '',
  },
  json: {
    type: 'application/json; charset=utf-8',
    head: ({ id, title, workspace }) => `{"session":${JSON.stringify({ id, title, workspace })},"events":[\n`,
    event: (event, first) => `${first ? '' : ',\n'}${JSON.stringify(event)}`,
    foot: '\n]}\n',
  },
  html: {
    type: 'text/html; charset=utf-8',
    head: ({ title, workspace }) =>
      `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${POLICY}">\n<meta name="viewport" content="width=device-width">\n<title>${escaped(title)}</title>\n<style>${STYLE}</style>\n<h1>${escaped(title)}</h1>\n<p>${escaped(workspace)}</p>\n`,
    event: (event) => written(event, asHtml),
    foot: '</html>\n',
  },
};

/** The file says itself that nothing in it may run or load, wherever it is opened. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}pre.plain{font:13px/1.5 ui-monospace,monospace;border-inline-start:3px solid;padding-inline-start:1rem}';

function written(event: Event, write: (passage: Passage) => string): string {
  const passage = passageOf(event);
  return passage === null ? '' : write(passage);
}

function asMarkdown({ heading, text, form }: Passage): string {
  if (form === 'note') return `\n*${asWords(oneLine(text))}*\n`;
  return `\n## ${oneLine(heading)}\n\n${form === 'plain' ? fenced(text) : text}\n`;
}

/** Plain words in Markdown: names of devices and tools are anybody's to choose. */
function asWords(text: string): string {
  return turned(text.replace(/[\\`*_[\]<>&|~]/g, '\\$&'));
}

function asHtml({ heading, text, form }: Passage): string {
  if (form === 'note') return `<p><em>${escaped(text)}</em></p>\n`;
  return `<h2>${escaped(heading)}</h2>\n<pre class="${form}" dir="auto">${escaped(text)}</pre>\n`;
}

/** A fence that is longer than any run of backticks inside, so that the text cannot end it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`{3,}/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also shows the characters that turn the direction of writing, which make text read as what it is not. */
function escaped(text: string): string {
  return turned(text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? ''));
}

function turned(text: string): string {
  return text.replace(
    /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (sign) => `[U+${sign.charCodeAt(0).toString(16)}]`,
  );
}
