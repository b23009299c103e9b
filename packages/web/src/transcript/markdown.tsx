import { type ComponentProps, type ReactNode, useRef, useState } from 'react';
import ReactMarkdown, { type Components, type ExtraProps } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import remend from 'remend';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { grammarOf } from './code-language.ts';
import { isHeavy } from './heavy-markdown.ts';
import { inert } from './inert-text.ts';
import { usePainted } from './use-painted.ts';

/**
 * Markdown as inert elements: no HTML, no images from elsewhere, links only to the web and mail and always with their
 * host shown, no classes, colours or ids of the text's own. What would hold up the page is shown as it was written.
 */
export function Markdown({ text, open }: { text: string; open: boolean }) {
  if (isHeavy(text)) return <p className="plain">{text}</p>;
  return (
    <ReactMarkdown remarkPlugins={PLUGINS} rehypePlugins={INERT} components={COMPONENTS} urlTransform={safeUrl}>
      {open ? remend(text) : text}
    </ReactMarkdown>
  );
}

const PLUGINS = [remarkGfm];
/** Character references (`&#x202E;`) become characters only here, behind the first look at the text. */
const INERT = [() => makeInert];

interface Drawn {
  readonly type: string;
  value?: string;
  readonly children?: readonly Drawn[];
}

function makeInert(drawn: Drawn): void {
  if (drawn.value !== undefined) drawn.value = inert(drawn.value);
  for (const child of drawn.children ?? []) makeInert(child);
}

function safeUrl(url: string): string {
  return /^(?:https?:\/\/|mailto:)/i.test(url) ? url : '';
}

const COMPONENTS: Components = {
  a: ({ href, children }) => <Link href={href} label={children} />,
  img: ({ alt }) => <Picture name={typeof alt === 'string' ? inert(alt) : ''} />,
  pre: ({ children, node }) => <CodeBlock {...fenceOf(node)}>{children}</CodeBlock>,
  code: ({ children }) => <code dir="ltr">{children}</code>,
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
  table: ({ children }) => (
    <div className="wide">
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => <input type="checkbox" checked={checked === true} disabled readOnly />,
  section: ({ children }) => <div>{children}</div>,
  sup: ({ children }) => <sup>{children}</sup>,
};

/** Headings of an answer are at body size, and below the turns, which are the headings of the page. */
function Heading({ children }: ComponentProps<'h3'>) {
  return <h3>{children}</h3>;
}

function Link({ href, label }: { href: string | undefined; label: ComponentProps<'a'>['children'] }) {
  if (!href) return <span>{label}</span>;
  const host = href.toLowerCase().startsWith('mailto:') ? href.slice(7) : hostname(href);
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="link">
      {label} <span className="meta host">{host}</span>
    </a>
  );
}

function hostname(href: string): string {
  try {
    return new URL(href).host;
  } catch {
    return href;
  }
}

function Picture({ name }: { name: string }) {
  const { t } = useWords();
  return <span className="quiet">{t('tx.image', { name })}</span>;
}

/** What a fence says of its code: the word behind it, and the code itself. */
function fenceOf(node: ExtraProps['node']): { word: string; code: string } {
  const [inner] = node?.children ?? [];
  if (inner?.type !== 'element') return { word: '', code: '' };
  const [text] = inner.children;
  const classes = inner.properties.className;
  const named = Array.isArray(classes) ? String(classes[0]) : '';
  return { word: named.replace(/^language-/, ''), code: text?.type === 'text' ? text.value : '' };
}

interface CodeBlockProps {
  readonly word: string;
  readonly code: string;
  readonly children: ReactNode;
}

function CodeBlock({ word, code, children }: CodeBlockProps) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const drawn = useRef<HTMLPreElement>(null);
  usePainted(drawn, word === '' ? null : grammarOf(word), code);
  return (
    <div className="codebox">
      <pre dir="ltr" ref={drawn}>
        {children}
      </pre>
      <button
        type="button"
        className="icon copy"
        aria-label={t(copied ? 'app.copied' : 'tx.copyCode')}
        onClick={(event) => {
          const text = event.currentTarget.previousElementSibling?.textContent ?? '';
          void navigator.clipboard.writeText(text).then(() => setCopied(true));
        }}
      >
        <Icon glyph={copied ? 'tick' : 'copy'} size={15} />
      </button>
    </div>
  );
}
