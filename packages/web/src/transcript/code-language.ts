/** Names that people and files use, by the grammar that reads them. */
const GRAMMARS: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsonc: 'json',
  jsonl: 'json',
  sh: 'bash',
  zsh: 'bash',
  shell: 'bash',
  console: 'bash',
  py: 'python',
  golang: 'go',
  rs: 'rust',
  kt: 'kotlin',
  h: 'c',
  cc: 'cpp',
  hpp: 'cpp',
  'c++': 'cpp',
  cs: 'csharp',
  rb: 'ruby',
  yml: 'yaml',
  html: 'xml',
  svg: 'xml',
  vue: 'xml',
  md: 'markdown',
  patch: 'diff',
  docker: 'dockerfile',
  toml: 'ini',
  ps1: 'powershell',
  mk: 'makefile',
};

/** Pure: the grammar of a fence's word, whether or not there is one of that name. */
export function grammarOf(word: string): string {
  const name = word.toLowerCase();
  return GRAMMARS[name] ?? name;
}

/** The grammar of a file, by what follows the last dot of its name, or by its whole name. */
export function grammarOfFile(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return grammarOf(name.slice(name.lastIndexOf('.') + 1));
}
