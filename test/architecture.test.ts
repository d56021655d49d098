import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { checkIds } from '../docs/check-index.ts';
import { root } from './root.ts';

const inSandbox = (...names: readonly string[]) => names.map((name) => `sandbox/${name}`);

/** What other rooms may know of the checks without judging. */
const CATALOGUE = ['checks/catalogue', 'checks/causes'];

/** What joins the findings about a cluster. */
const VERDICTS = 'checks/cluster-verdicts';

/** What each folder may import besides itself; names without `shared/` are folders and files of it. Imports go one way. */
const ALLOWED: Record<string, readonly string[]> = {
  'shared/model': [],
  'shared/config': ['model', 'notify'],
  'shared/text': ['model'],
  'shared/money': ['model'],
  'shared/ram': ['model'],
  'shared/cloud': ['model', 'config', 'text'],
  'shared/api-server': ['model'],
  'shared/store': ['model', 'config', 'cloud'],
  'shared/record': ['model', 'config', 'cloud'],
  'shared/checks': ['model', 'config', 'text', 'money', 'ram'],
  'shared/collect': ['model', 'config', 'text', 'cloud', 'money', 'ram'],
  'shared/state': ['model', 'config', 'text', 'ram', ...CATALOGUE],
  'shared/alerts': ['model', 'config', 'text', 'money', ...CATALOGUE],
  'shared/notify': ['model', 'text'],
  'shared/report': ['model', 'config', 'text', 'money', ...CATALOGUE, VERDICTS],
  'shared/accounts': ['model', 'config', 'cloud', 'collect', 'state', 'store'],
  'shared/observe': [
    'model',
    'config',
    'cloud',
    'api-server',
    'collect',
    'money',
    'ram',
    'state',
    ...CATALOGUE,
  ],
  'shared/run': ['model', 'config', 'checks', 'money', 'state'],
  'shared/deliver': [
    'model',
    'config',
    'cloud',
    'money',
    'state',
    'alerts',
    'notify',
    'run',
    ...CATALOGUE,
    VERDICTS,
  ],
  'shared/present': ['model', 'config', 'text', 'checks', 'state', 'alerts', 'report'],
  'shared/jobs': ['model', 'config', 'cloud', 'collect', 'money', 'state', 'alerts', 'store'].concat([
    'accounts',
    'observe',
    'run',
    'deliver',
  ]),
  'shared/doctor': [
    'model',
    'config',
    'text',
    'cloud',
    'collect',
    'money',
    'state',
    'alerts',
    'notify',
  ].concat(['store', 'accounts', 'observe', ...CATALOGUE]),
  'shared/setup': ['model', 'cloud', 'collect', 'store'],
  'shared/http': ['model', 'config', 'text', 'state', 'report', 'present', 'deliver', 'jobs'],
  functions: [
    'model',
    'api-server',
    'config',
    'store',
    'accounts',
    'run',
    'jobs',
    'deliver',
    'present',
    'http',
  ],
  'functions/cli': [
    'model',
    'text',
    'api-server',
    'config',
    'store',
    'state',
    'notify',
    'record',
    'report',
    'accounts',
    'run',
  ].concat(
    ['jobs', 'deliver', 'present', 'doctor', 'http', 'setup', 'functions', 'sandbox'],
    inSandbox('world', 'function-compute'),
  ),
  'sandbox/world': [],
  'sandbox/specs': inSandbox('world'),
  'sandbox/function-compute': inSandbox('world'),
  'sandbox/event-bridge': inSandbox('world', 'function-compute'),
  'sandbox/api': inSandbox('world', 'function-compute'),
  'sandbox/services': inSandbox('world', 'function-compute', 'api'),
  'sandbox/commands': inSandbox('world', 'specs', 'api', 'services'),
  'sandbox/scenario': inSandbox('world', 'specs', 'commands'),
  'sandbox/gateway': inSandbox('world', 'specs', 'function-compute', 'api'),
  'sandbox/oss': inSandbox('world', 'api', 'gateway'),
  'sandbox/sls': inSandbox('world', 'api', 'gateway'),
  'sandbox/code-upload': inSandbox('world', 'api', 'gateway'),
  'sandbox/dingtalk': inSandbox('world', 'gateway'),
  'sandbox/pki': [],
  'sandbox/api-server': inSandbox('world', 'gateway', 'pki'),
  'sandbox/front': inSandbox(
    'world',
    'specs',
    'function-compute',
    'api',
    'services',
    'commands',
    'gateway',
    'oss',
    'sls',
    'code-upload',
    'dingtalk',
    'pki',
  ),
  sandbox: inSandbox(
    'world',
    'function-compute',
    'event-bridge',
    'specs',
    'commands',
    'scenario',
    'gateway',
    'api-server',
    'front',
  ),
};

/** A room: a folder of shared/ or sandbox/, the command line, or what lies beside them. */
function folderOf(file: string): string {
  const [top = '', second = '', third] = file.split('/');
  if (top === 'shared') return `${top}/${second}`;
  return third !== undefined && (top === 'sandbox' || second === 'cli') ? `${top}/${second}` : top;
}

/** Relative imports of code by a file, static and dynamic, as paths from the root. */
function importsOf(file: string): string[] {
  const text = readFileSync(root + file, 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.tsx?)'/g);
  return [...found].map(([, path = '']) => posix.join(posix.dirname(file), path));
}

function filesIn(folders: readonly string[], pattern: RegExp): string[] {
  return folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file}`)
      .filter((file) => pattern.test(file)),
  );
}

const files = filesIn(['shared', 'functions', 'sandbox'], /\.tsx?$/);

function violations(paths: readonly { file: string; imports: readonly string[] }[]): string[] {
  return paths.flatMap(({ file, imports }) => {
    const folder = folderOf(file);
    const allowed = ALLOWED[folder];
    if (!allowed) return [`${file} lies in a folder that the table does not know`];
    return imports
      .filter((target) => folderOf(target) !== folder)
      .filter(
        (target) =>
          ![folderOf(target), target.replace(/\.tsx?$/, '')].some((place) =>
            allowed.includes(place.replace('shared/', '')),
          ),
      )
      .map((target) => `${file} imports ${target}`);
  });
}

test('imports go one way', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(violations(files.map((file) => ({ file, imports: importsOf(file) })))).toEqual([]);
});

/** The table itself lets no room reach back to one that reaches it. */
test('the table has no circle', () => {
  const reach = (room: string, seen: ReadonlySet<string>): void => {
    expect([...seen], `a circle through ${room}`).not.toContain(room);
    const below = ALLOWED[`shared/${room}`] ?? ALLOWED[room] ?? [];
    for (const next of below) reach(next.replace(/^checks\/.*/, 'checks'), new Set([...seen, room]));
  };
  for (const folder of Object.keys(ALLOWED)) reach(folder.replace('shared/', ''), new Set());
});

type Graph = ReadonlyMap<string, readonly string[]>;

/** Ways along imports that come back to where they began. */
function circlesIn(graph: Graph): string[] {
  const open: string[] = [];
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string): void => {
    if (open.includes(file)) circles.push([...open.slice(open.indexOf(file)), file].join(' -> '));
    if (done.has(file) || open.includes(file)) return;
    open.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    open.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return circles;
}

test('no file reaches itself through what it imports, types and late imports included', () => {
  expect(circlesIn(new Map(files.map((file) => [file, importsOf(file)])))).toEqual([]);
});

test('circles are found, of two files as of more, and a diamond is none', () => {
  const graph = {
    a: ['b'],
    b: ['c', 'd'],
    c: ['a'],
    d: ['e'],
    e: ['d'],
    f: ['g', 'h'],
    g: ['h'],
    h: [],
    self: ['self'],
  };
  expect(circlesIn(new Map(Object.entries(graph)))).toEqual([
    'a -> b -> c -> a',
    'd -> e -> d',
    'self -> self',
  ]);
});

test('every import of a file of the project is found, and names one that exists', () => {
  const known = new Set(files);
  for (const file of files) {
    const text = readFileSync(root + file, 'utf8');
    expect(text.match(/['"`]\.\.?\/[^'"`\n]*\.tsx?['"`]/g)?.length ?? 0, file).toBe(importsOf(file).length);
    expect(importsOf(file).filter((target) => !known.has(target))).toEqual([]);
  }
});

test('the table refuses what it should refuse', () => {
  const paths = [
    { file: 'shared/model/a.ts', imports: ['shared/text/b.ts'] },
    { file: 'shared/checks/a.ts', imports: ['shared/cloud/b.ts'] },
    { file: 'shared/report/a.ts', imports: ['sandbox/b.ts'] },
    { file: 'shared/report/a.ts', imports: ['shared/checks/run-checks.ts'] },
    { file: 'sandbox/a.ts', imports: ['shared/cloud/b.ts'] },
    { file: 'sandbox/oss/a.ts', imports: ['sandbox/front/b.ts'] },
    { file: 'sandbox/world/a.ts', imports: ['sandbox/start.ts'] },
    { file: 'sandbox/stray/a.ts', imports: [] },
    { file: 'functions/keys.ts', imports: ['functions/cli/b.ts'] },
    { file: 'shared/stray/a.ts', imports: [] },
  ];
  expect(violations(paths)).toHaveLength(paths.length);
});

test('imports are found in every form', () => {
  expect(importsOf('functions/cli/run.ts')).toEqual(
    expect.arrayContaining(['functions/cli/runtime.ts', 'functions/cli/demo.ts']),
  );
});

/** What only functions/ may touch: the clocks and timers, chance, and the process with its environment. */
const OF_THE_MACHINE = new RegExp(
  [
    /\bDate\.now\b|\bnew Date(?:\(\)|(?! ?\())|(?<!new )\bDate\(|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b/,
    /node:(?:timers|perf_hooks|process|os)\b|\bhrtime\b|\bMath\.random\b/,
    /\brandom(?:UUID|Bytes|Int|Fill|FillSync)\b|\bgetRandomValues\b|\bwebcrypto\b|\bprocess\s*[.[]|\bglobalThis\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** Code without its comments, which may speak of anything. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|[\s;{}])\/\/.*$/gm, '');
}
/** `.build.mjs` leaves out of every other bundle how channels send. */
test('a function opens channels only through its delivery', () => {
  const openers = files.filter((file) => importsOf(file).includes('shared/deliver/open-channels.ts'));
  expect(new Set(openers)).toEqual(new Set(['functions/cli/alerts.ts', 'functions/delivery.ts']));
});

/** How long a call may take, whatever time it is to judge by: the one timer of shared/. */
const DEADLINE = 'shared/model/deadline.ts';

test('time, randomness and environment are arguments outside functions/', () => {
  const outside = files.filter((file) => file.startsWith('shared/') && file !== DEADLINE);
  const strays = outside.flatMap((file) => {
    const [found] = OF_THE_MACHINE.exec(codeOf(readFileSync(root + file, 'utf8'))) ?? [];
    return found === undefined ? [] : [`${file}: ${found}`];
  });
  expect(strays).toEqual([]);
});

test.each([
  'Date.now()',
  'const now = Date.now;',
  'new Date()',
  'new Date',
  'Date()',
  'performance.now()',
  'const { now } = performance;',
  'setTimeout(f, 1)',
  'setInterval(f, 1)',
  'setImmediate(f)',
  "import { setTimeout as sleep } from 'node:timers/promises';",
  "import { performance } from 'node:perf_hooks';",
  'hrtime.bigint()',
  'Math.random()',
  'randomUUID()',
  'randomBytes(8)',
  'crypto.randomUUID()',
  'crypto.getRandomValues(bytes)',
  'process.env',
  "process['env']",
  'process.hrtime()',
  "import { env } from 'node:process';",
  "import { hostname } from 'node:os';",
  "const url = 'https://x'; new Date()",
])('%s is seen', (code) => {
  expect(codeOf(code)).toMatch(OF_THE_MACHINE);
});

test.each([
  'new Date(at)',
  'Date.parse(text)',
  'when: Date;',
  '/** Lives as long as the process. */',
  'f(); // not Date.now(), which jumps',
  'clock.now()',
])('%s may stand anywhere', (code) => {
  expect(codeOf(code)).not.toMatch(OF_THE_MACHINE);
});

test('no file names a machine, a registry or a secret', () => {
  const all = filesIn(['shared', 'functions', 'sandbox', 'test', 'bench', 'docs'], /\.(tsx?|md|json|ya?ml)$/);
  const stray = all.filter((file) =>
    /\/(work|root|home)\/|LTAI(?!sandbox|test)[A-Za-z0-9]{16,}/.test(readFileSync(root + file, 'utf8')),
  );
  expect(stray.filter((file) => file !== 'test/architecture.test.ts')).toEqual([]);
});

/** Where else the id of a check may stand: a finding that jobs, states and alerts treat apart, and the check of the tool itself. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'shared/model/finding.ts': 'resource-unreadable',
  'shared/alerts/job-freshness.ts': 'job-freshness',
};

test('what is known of a check stands in its file: its id stands nowhere else', () => {
  const ids = [...checkIds(), 'job-freshness'];
  const sources = filesIn(['shared', 'functions', 'docs', 'bench'], /\.tsx?$/).filter(
    (file) => !file.startsWith('shared/text/zh/') && file !== 'shared/checks/check-id.ts',
  );
  const strays = sources.flatMap((file) => {
    const text = readFileSync(root + file, 'utf8');
    return ids
      .filter((id) => new RegExp(`(['"])${id}\\1`).test(text))
      .filter((id) => file !== `shared/checks/${id}.ts` && ELSEWHERE[file] !== id)
      .map((id) => `${file} names ${id}`);
  });
  expect(strays).toEqual([]);
});

test('a path of a file is no pathname of a URL, which is encoded', () => {
  const code = [
    ...filesIn(['shared', 'functions', 'sandbox', 'test', 'bench', 'docs'], /\.tsx?$/),
    '.build.mjs',
  ];
  const wrong = code.filter((file) =>
    /import\.meta\.url\)\s*\.pathname/.test(readFileSync(root + file, 'utf8')),
  );
  expect(wrong).toEqual([]);
});

test('deadlines come from the one helper: a timeout of AbortSignal can be lost, and cannot be ended', () => {
  const places = files.filter((file) => !file.startsWith('sandbox/'));
  const uses = places.filter((file) =>
    codeOf(readFileSync(root + file, 'utf8')).includes('AbortSignal.timeout'),
  );
  expect(uses).toEqual([]);
});
