import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What each folder may import besides itself; names without `shared/` are folders of it. Imports go one way. */
const ALLOWED: Record<string, readonly string[]> = {
  'shared/model': [],
  'shared/config': ['model'],
  'shared/text': ['model'],
  'shared/money': ['model'],
  'shared/cloud': ['model', 'config', 'text'],
  'shared/store': ['model', 'config', 'cloud'],
  'shared/record': ['model', 'config', 'cloud'],
  'shared/checks': ['model', 'config', 'text', 'money'],
  'shared/collect': ['model', 'config', 'text', 'cloud', 'money'],
  'shared/state': ['model', 'config', 'text'],
  'shared/alerts': ['model', 'config', 'text', 'money'],
  'shared/notify': ['model', 'config', 'text'],
  'shared/report': ['model', 'config', 'text', 'money'],
  'shared/accounts': ['model', 'config', 'cloud', 'collect', 'state', 'store'],
  'shared/observe': ['model', 'config', 'cloud', 'collect', 'money', 'state'],
  'shared/run': ['model', 'config', 'checks', 'money', 'state'],
  'shared/deliver': ['model', 'config', 'cloud', 'money', 'state', 'alerts', 'notify', 'run'],
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
  ].concat(['store', 'accounts', 'observe']),
  'shared/http': ['model', 'config', 'text', 'state', 'report', 'present', 'deliver', 'jobs'],
  functions: ['model', 'config', 'store', 'accounts', 'run', 'jobs', 'deliver', 'present', 'http'],
  'functions/cli': [
    'model',
    'config',
    'store',
    'state',
    'notify',
    'record',
    'report',
    'accounts',
    'run',
  ].concat(['jobs', 'deliver', 'present', 'doctor', 'http', 'functions', 'sandbox']),
  sandbox: [],
};

const root = new URL('..', import.meta.url).pathname;

function folderOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (top === 'shared') return `${top}/${second}`;
  return top === 'functions' && second === 'cli' ? 'functions/cli' : top;
}

/** Relative imports of a file, static and dynamic, as paths from the root. */
function importsOf(file: string): string[] {
  const text = readFileSync(root + file, 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...found].map(([, path = '']) => new URL(path, `file:///${file}`).pathname.slice(1));
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
      .filter((target) => !allowed.includes(folderOf(target).replace('shared/', '')))
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
    for (const next of below) reach(next, new Set([...seen, room]));
  };
  for (const folder of Object.keys(ALLOWED)) reach(folder.replace('shared/', ''), new Set());
});

test('the table refuses what it should refuse', () => {
  const paths = [
    { file: 'shared/model/a.ts', imports: ['shared/text/b.ts'] },
    { file: 'shared/checks/a.ts', imports: ['shared/cloud/b.ts'] },
    { file: 'shared/report/a.ts', imports: ['sandbox/b.ts'] },
    { file: 'sandbox/a.ts', imports: ['shared/cloud/b.ts'] },
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

test('time, randomness and environment are arguments outside functions/', () => {
  const outside = files.filter((file) => file.startsWith('shared/'));
  const strays = outside.filter((file) =>
    /Date\.now\(|new Date\(\)|Math\.random|process\.env/.test(readFileSync(root + file, 'utf8')),
  );
  expect(strays).toEqual([]);
});

test('no file names a machine, a registry or a secret', () => {
  const all = filesIn(['shared', 'functions', 'sandbox', 'test', 'bench', 'docs'], /\.(tsx?|md|json|ya?ml)$/);
  const stray = all.filter((file) =>
    /\/(work|root|home)\/|LTAI(?!sandbox|test)[A-Za-z0-9]{16,}/.test(readFileSync(root + file, 'utf8')),
  );
  expect(stray.filter((file) => file !== 'test/architecture.test.ts')).toEqual([]);
});
