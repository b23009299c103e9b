import { renderUnicodeCompact } from 'uqr';

/** What a person reads in the terminal when the hub starts. Words only. */
export function listeningLine(url: string): string {
  return `claude-remote is listening on ${url}`;
}

/** The code stands in the fragment: browsers send it to no server, so it reaches no log. */
export function setupLink(url: string, code: string): string {
  return `${url}/setup#${code}`;
}

export function setupLines(link: string): string[] {
  return [
    '',
    'No admin yet. Open this link once, within 15 minutes, to make the first one:',
    '',
    `  ${link}`,
    '',
    renderUnicodeCompact(link, { border: 2 }),
  ];
}

export function authorityLines(fingerprint: string, url: string): string[] {
  return [
    'This hub made its own certificate authority. Its SHA-256 fingerprint:',
    `  ${fingerprint}`,
    `Your browser warns until you trust it: open ${url}/ca.crt, compare the fingerprint, and install it`,
    '(iOS: Settings > General > About > Certificate Trust; Android: Settings > Security > Install a CA certificate).',
  ];
}
