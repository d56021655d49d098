import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What each folder may import besides itself. Imports go one way. */
const ALLOWED: Record<string, readonly string[]> = {
  'shared/model': [],
  'shared/config': ['shared/model'],
  'shared/text': ['shared/model'],
  'shared/money': ['shared/model'],
  'shared/ram': ['shared/model'],
  'shared/cloud': ['shared/model', 'shared/config', 'shared/text'],
  'shared/checks': ['shared/model', 'shared/config', 'shared/text', 'shared/money', 'shared/ram'],
  'shared/collect': [
    'shared/model',
    'shared/config',
    'shared/text',
    'shared/cloud',
    'shared/money',
    'shared/ram',
  ],
  'shared/state': ['shared/model', 'shared/config', 'shared/text', 'shared/ram'],
  'shared/alerts': ['shared/model', 'shared/config', 'shared/text', 'shared/money'],
  'shared/notify': ['shared/model', 'shared/config', 'shared/text'],
  'shared/report': ['shared/model', 'shared/config', 'shared/text', 'shared/money'],
  'shared/store': ['shared/model', 'shared/cloud'],
  'shared/record': ['shared/model', 'shared/config', 'shared/cloud'],
  'shared/jobs': ['shared/*'],
  'shared/http': ['shared/model', 'shared/config', 'shared/text', 'shared/report', 'shared/jobs'],
  functions: ['shared/http', 'shared/jobs', 'shared/config', 'shared/model'],
  'functions/cli': [
    'functions',
    'shared/http',
    'shared/jobs',
    'shared/config',
    'shared/model',
    'shared/report',
    'sandbox',
  ],
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
      .filter(
        (target) =>
          !allowed.some(
            (rule) => rule === folderOf(target) || (rule === 'shared/*' && target.startsWith('shared/')),
          ),
      )
      .map((target) => `${file} imports ${target}`);
  });
}

test('imports go one way', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(violations(files.map((file) => ({ file, imports: importsOf(file) })))).toEqual([]);
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
