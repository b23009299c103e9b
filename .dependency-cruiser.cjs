/**
 * Which file may import which. Default is deny: an import that no `allowed` rule names is an error.
 * Between packages the table is scripts/arrows.json, which also checks the package.json files and draws ARCHITECTURE.md.
 * Inside hub and runner the folders' own arrows follow below.
 */
const arrows = require('./scripts/arrows.json');

const escaped = (name) => name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const either = (names) => `(${names.map(escaped).join('|')})`;

/** What a package's own table row allows its sources. */
function packageRules([name, row]) {
  const from = { path: `^packages/${name}/src/` };
  const rules = [];
  if (row.packages.length > 0) {
    rules.push({
      comment: `${name} sees ${row.packages.join(', ')} through their public surface only, so that their insides stay free to change.`,
      from,
      to: { path: `^packages/${either(row.packages)}/src/index\\.ts$` },
    });
  }
  if (row.npm.length > 0) {
    rules.push({
      comment: `The npm packages of ${name}: its list is its attack surface, so a new one is a decision in scripts/arrows.json.`,
      from,
      to: { path: `^node_modules/(@types/)?${either(row.npm)}/` },
    });
  }
  if (row.node) {
    rules.push({
      comment: `${name} runs in Node; packages without this rule also run in browsers.`,
      from,
      to: { dependencyTypes: ['core'] },
    });
  }
  return rules;
}

/** Every file may use its own folder: a folder is one concern. Packages without inner arrows are one folder. */
const WITH_INNER_ARROWS = ['hub', 'runner'];
const wholePackages = Object.keys(arrows).filter((name) => !WITH_INNER_ARROWS.includes(name));

/** `from` and `to` are folders or file names (regular expressions) below packages/<name>/src. */
function inner(name, from, to, comment) {
  return { comment, from: { path: `^packages/${name}/src/${from}` }, to: { path: `^packages/${name}/src/${to}` } };
}

const hubRules = [
  inner('hub', '(main|index)\\.ts$', '', 'The composition root wires everything; the index names the public surface.'),
  inner(
    'hub',
    'start/',
    '',
    'The composition of a hub, in the order of a start; nothing but main and the index sees it.',
  ),
  inner(
    'hub',
    'core\\.ts$',
    '(access/principal|storage/storage)\\.ts$',
    'The core is a contract: words of who asks, nothing that does.',
  ),
  inner(
    'hub',
    'doors/',
    '(core\\.ts$|access/|attention/|sessions/|machines/|http/|bus/bus\\.ts$|storage/storage\\.ts$)',
    'A door validates, asks access, calls the core; it sees storage as a contract only.',
  ),
  inner(
    'hub',
    'http/',
    '(core\\.ts$|access/|doors/|tls/|storage/storage\\.ts$|config/)',
    'The server shell that doors hang in.',
  ),
  inner(
    'hub',
    'access/',
    '(core\\.ts$|storage/storage\\.ts$)',
    'Who asks, and may they: decided from stored accounts, not from what doors do.',
  ),
  inner(
    'hub',
    'sessions/',
    '(core\\.ts$|access/principal\\.ts$|storage/|bus/|machines/)',
    'The logs, their followers and where commands go.',
  ),
  inner(
    'hub',
    'machines/',
    '(core\\.ts$|access/principal\\.ts$|storage/|bus/)',
    'Runners that are connected; sessions know machines, not the reverse.',
  ),
  inner(
    'hub',
    'attention/',
    '(access/(principal|logins|secrets)\\.ts$|storage/storage\\.ts$|private-files\\.ts$)',
    'Who hears of what was stored: it reads rows and asks who somebody is, and touches neither sessions nor doors.',
  ),
  inner(
    'hub',
    'search/',
    'core\\.ts$',
    'An index made from stored rows, in a thread of its own; it knows neither sessions nor doors.',
  ),
  inner(
    'hub',
    'local-runner',
    '(config/|core\\.ts$|local-runner)',
    'Starts the runner of this machine as a process of its own.',
  ),
  inner(
    'hub',
    'tls/',
    '(private-files\\.ts$|config/problem\\.ts$|access/secrets\\.ts$)',
    'Keys live in private files; one source of secret bytes.',
  ),
  inner(
    'hub',
    '(access|http|storage|local-runner)/',
    '(private-files\\.ts$|config/problem\\.ts$)',
    'Leaves: files that only their owner reads, and why the hub could not start.',
  ),
  inner(
    'hub',
    'private-files\\.ts$',
    'config/problem\\.ts$',
    'A file that is open to others is a reason not to start.',
  ),
];

const runnerRules = [
  inner(
    'runner',
    '(main|index|start-runner)\\.ts$',
    '',
    'The composition root wires everything; the index names the public surface.',
  ),
  inner(
    'runner',
    '(supervisor|policy|workspace|redact|journal|changes)/',
    'claude/driver\\.ts$',
    'Outside claude/ only the driver contract is known, never Claude frames.',
  ),
  inner(
    'runner',
    'supervisor/',
    '(journal|policy|redact|workspace)/|changes/(make|remove)-worktree',
    'The actors record, ask the policy and redact before they record.',
  ),
  inner(
    'runner',
    'uplink',
    '(journal/|redact/|supervisor/|query|uplink)',
    'The uplink sends what the journal holds and hands commands to the supervisor.',
  ),
  inner(
    'runner',
    'query',
    '(workspace/|changes/|usage/|supervisor/|policy/|redact/|query|journal/)',
    'Queries are read-only questions about the machine; their answers leave it, so they are redacted.',
  ),
  inner('runner', 'changes/', 'policy/', 'A working tree is made only where the policy allows work.'),
  inner('runner', '(workspace)/', 'policy/', 'A directory is shown only if the policy allows it.'),
  inner(
    'runner',
    'usage/',
    '(claude/json\\.ts$|policy/)',
    'Transcripts are JSON that somebody else wrote; a workspace is named only if the policy allows it.',
  ),
  inner('runner', 'config', '(config|policy/)', 'Configuration is data and its reader.'),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-claude-knows-claude',
      comment:
        'The Agent SDK and its types stay in runner/src/claude; the rest of the runner speaks the words of the product. workspace/ may list sessions on disk by its file functions.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/runner/(src/(claude|workspace)|test)/' },
      to: { path: '^node_modules/@anthropic-ai/' },
    },
    {
      name: 'resolvable',
      comment: 'An import that does not resolve here will not resolve for others.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  allowedSeverity: 'error',
  allowed: [
    ...Object.entries(arrows).flatMap(packageRules),
    {
      comment: 'A package without inner arrows is one concern; its files may use each other.',
      from: { path: `^packages/${either(wholePackages)}/src/` },
      to: { path: '^packages/$1/src/' },
    },
    {
      comment: 'Inside hub and runner a folder is one concern; its files may use each other.',
      from: { path: '^packages/(hub|runner)/src/([^/]+)/' },
      to: { path: '^packages/$1/src/$2/' },
    },
    ...hubRules,
    ...runnerRules,
    {
      comment: 'Tests stand beside the insides of their package and speak to the public surface of others.',
      from: { path: '^packages/([^/]+)/test/' },
      to: { path: '^packages/($1/|[^/]+/src/index\\.ts$)' },
    },
    {
      comment: 'Tests, benchmarks, scripts and build configuration may use any installed package.',
      from: { path: '^((packages/[^/]+/test|test|e2e|bench|simulator|scripts)/|packages/[^/]+/[^/]+\\.config\\.ts$)' },
      to: { path: '^node_modules/' },
    },
    {
      comment: 'Tests, benchmarks, scripts and build configuration run in Node.',
      from: { path: '^((packages/[^/]+/test|test|e2e|bench|simulator|scripts)/|packages/[^/]+/[^/]+\\.config\\.ts$)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      comment: 'The build of the page tells its worker which files there are.',
      from: { path: '^packages/web/[^/]+\\.config\\.ts$' },
      to: { path: '^packages/web/([^/]+\\.config|src/worker/page-build)\\.ts$' },
    },
    {
      comment: 'Tests of the whole, benchmarks and scripts use each other and public surfaces.',
      from: { path: '^(test|e2e|bench|simulator|scripts)/' },
      to: { path: '^((test|e2e|bench|simulator|scripts)/|packages/[^/]+/src/index\\.ts$)' },
    },
    {
      comment: 'Testkit is a box of tools, each file a door of its own: a test of the link need not load a browser.',
      from: { path: '^(packages/[^/]+/test|test|e2e|bench|simulator)/' },
      to: { path: '^packages/testkit/src/' },
    },
    {
      comment: 'The benchmark of long histories fills a database through the storage that the hub opens.',
      from: { path: '^bench/fill-history\\.ts$' },
      to: { path: '^packages/hub/src/storage/' },
    },
    {
      comment: 'The simulator runs the cores without their edges, so it reaches inside the packages.',
      from: { path: '^simulator/' },
      to: { path: '^packages/(hub|runner|client)/src/' },
    },
    {
      comment: 'From source a thread needs the loader that its program has; the bundle has no such file.',
      from: { path: '^packages/hub/src/(storage/sqlite|search)/worker-from-source\\.mjs$' },
      to: { path: '^(node_modules/tsx/|packages/hub/src/(storage/sqlite|search)/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.(css|svg|png)$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
