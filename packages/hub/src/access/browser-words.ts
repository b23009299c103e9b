/** What a login came from, in words that people know, read from what a browser says of itself. Pure; claims nothing more. */
export interface BrowserWords {
  /** `Safari`, `Chrome` …; null when it is none of the common ones. */
  readonly browser: string | null;
  /** `iPhone`, `Windows` …; null when it does not say. */
  readonly system: string | null;
}

/** The first that matches: most browsers also claim to be the ones below them. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
];

export function browserWords(agent: string): BrowserWords {
  return { browser: firstOf(BROWSERS, agent), system: firstOf(SYSTEMS, agent) };
}

function firstOf(known: readonly (readonly [RegExp, string])[], text: string): string | null {
  return known.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** `here`: the hub's own computer, or a tunnel or proxy on it. `near`: a private network. `far`: the internet. */
export type Distance = 'here' | 'near' | 'far' | 'unknown';

const HERE = /^(?:127\.|::1$)/;
const NEAR =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe80:)/i;

export function distanceOf(source: string): Distance {
  const address = source.replace(/^::ffff:/i, '');
  if (address === '') return 'unknown';
  if (HERE.test(address)) return 'here';
  return NEAR.test(address) ? 'near' : 'far';
}
