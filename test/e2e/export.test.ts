import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { FORMATS } from '../../shared/report/formats.ts';
import { configFile, environmentOf, runCli } from './run-cli.ts';

const IDS = FORMATS.map(({ id }) => id);

let sandbox: Sandbox;
const config = configFile();

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  await runCli(['audit', '--quiet', '--config', config], environmentOf(sandbox));
});
afterAll(() => sandbox.close());

const exported = (argv: readonly string[]) =>
  runCli(['report', '--config', config, ...argv], environmentOf(sandbox));
const folder = () => mkdtempSync(join(tmpdir(), 'sealwatch-export-'));

test('every format is written, whole files and nothing else, and the paths are told', async () => {
  const out = join(folder(), 'new', 'folder');
  const ran = await exported(['--format', IDS.join(), '--out', out]);
  const names = FORMATS.flatMap(({ files }) => files.map(({ name }) => name));
  expect(ran.err).toBe('');
  expect(ran.code).toBe(1); // the demo account has findings
  expect(ran.out.trimEnd().split('\n')).toEqual(names.map((name) => join(out, name)));
  expect(readdirSync(out).sort()).toEqual(names.sort());
  expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(
    (await exported(['--json'])).json(),
  );
});

test('the only file goes to stdout, to be piped', async () => {
  const { out, code } = await exported(['--format', 'json', '--fail-on', 'none']);
  expect(JSON.parse(out)).toMatchObject({ schema: 'sealwatch.report/1' });
  expect(code).toBe((await exported(['--fail-on', 'none', '--quiet'])).code);
});

test('language and byte order mark are followed', async () => {
  const out = folder();
  await exported(['--format', 'md, csv', '--out', out, '--lang', 'zh', '--bom', '--quiet']);
  expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain('### 有风险的集群');
  expect(readFileSync(join(out, 'findings.csv'), 'utf8')).toMatch(/^\ufefffingerprint,/);
  expect(readFileSync(join(out, 'findings.csv'), 'utf8')).toMatch(/集群/);
});

test.each([
  { argv: ['--format', 'pdf'], says: 'There is no format "pdf".\n  Formats: html, json, csv, ' },
  { argv: ['--format', 'constructor'], says: 'There is no format "constructor".' },
  { argv: ['--format', 'json,', '--out', 'unused'], says: 'There is no format "".' },
  { argv: ['--format', 'csv'], says: '--format csv makes 3 files, and only one can go to stdout.' },
  { argv: ['--format', 'json,md'], says: 'Name a directory for them with --out.' },
  { argv: ['--out', 'unused'], says: 'Add --format html,json,csv,' },
  { argv: ['--format', 'md', '--json'], says: "cannot be used with option '--json'" },
  { argv: ['--format', 'md', '--verify'], says: "cannot be used with option '--format <list>'" },
])('$argv is refused, and nothing is written', async ({ argv, says }) => {
  const ran = await exported(argv);
  expect(ran.err).toContain(says);
  expect(ran.code).toBe(3);
  expect(ran.out).toBe('');
  expect(existsSync('unused')).toBe(false);
});

test('a directory that cannot be written is named, with the next step', async () => {
  const file = join(folder(), 'taken');
  writeFileSync(file, '');
  const ran = await exported(['--format', 'json', '--out', file]);
  expect(ran.code).toBe(3);
  expect(ran.err).toBe(
    `sealwatch: No file can be written to ${file} (EEXIST).\n  Something else has that name: remove it, or name another directory with --out.\n`,
  );
});

test.skipIf(process.platform !== 'linux')('so is one without the right to write', async () => {
  const ran = await exported(['--format', 'json', '--out', '/sys/exports']);
  expect(ran.code).toBe(3);
  expect(ran.err).toMatch(
    /^sealwatch: No file can be written to \/sys\/exports \(E\w+\)\.\n {2}Let the user/,
  );
});

test.each([[['report', '--help']], [['help', 'report']]])('%s names every format', async (argv) => {
  const { out } = await runCli(argv);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(`one or more of ${IDS.join()}, `);
});
