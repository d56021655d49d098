import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import { emptyFolder, INIT, type Ran, run, s, startAccount, variablesFor } from '../deploy/empty-folder.ts';
import { root } from '../root.ts';
import { control, listAt, textAt } from '../sandbox/signed.ts';

const sealwatch = (args: readonly string[], cwd: string, env: Record<string, string>): Promise<Ran> =>
  run(inject('bundles'), args, cwd, env);

describe('init', () => {
  test('writes a configuration with its store and a private .env, and shows the plan', async () => {
    const folder = emptyFolder();
    const { code, out, err } = await sealwatch(['init', ...INIT, '--proof'], folder, {});
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /\+ RAM role sealwatch\n {2}\+ RAM policy sealwatch\n {2}\+ OSS bucket sealwatch-evidence/,
    );
    expect(out.match(/\+ function sealwatch-/g)).toHaveLength(8);
    const env = readFileSync(join(folder, '.env'), 'utf8');
    expect(env).toMatch(/^REPORT_TOKEN=[\w-]{43}$/m);
    expect(env).toMatch(/^REPORT_LINK_SECRET=[\w-]{43}$/m);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'sealwatch.yaml'), 'utf8')).toMatch(
      /store:\n {2}oss:[\s\S]*proof: \{ enabled: true/,
    );
    expect(out).not.toContain('SECsandbox');
  });

  test('over files that are there shows what changes, keeps copies, and only with --yes', async () => {
    const folder = emptyFolder();
    await sealwatch(['init', ...INIT], folder, {});
    const before = readFileSync(join(folder, '.env'), 'utf8');
    const args = [...INIT.filter((word) => word !== '--yes'), '--language', 'zh', '--region', 'cn-beijing'];
    const refused = await sealwatch(['init', ...args], folder, {});
    expect(refused.code).toBe(3);
    expect(refused.out).toMatch(/- language: en\n\s+\+ language: zh/);
    expect(refused.out).toMatch(/- SEALWATCH_REGION=cn-hangzhou\n\s+\+ SEALWATCH_REGION=cn-beijing/);
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(before);
    const { code } = await sealwatch(['init', ...args, '--yes'], folder, {});
    expect(code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith('.bak'))).toHaveLength(2);
    const tokenIn = (text: string) => /^REPORT_TOKEN=(.*)$/m.exec(text)?.[1];
    expect(tokenIn(readFileSync(join(folder, '.env'), 'utf8'))).toBe(tokenIn(before));
    const again = await sealwatch(['init', ...args, '--yes'], folder, {});
    expect(again.code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith('.bak'))).toHaveLength(2);
  });

  test('names every wrong answer at once', async () => {
    const folder = emptyFolder();
    const { code, err } = await sealwatch(['init', '--site', 'mars', '--webhook', 'x', '--yes'], folder, {});
    expect(code).toBe(3);
    expect(err).toMatch(/--site:[\s\S]*--bucket:[\s\S]*--webhook:/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('from an empty folder to the first alert', () => {
  let sandbox: Sandbox;
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    sandbox = await startAccount(inject('bundles'));
    folder = emptyFolder();
    env = variablesFor(sandbox);
    await sealwatch(['init', ...INIT], folder, {});
  });
  afterAll(() => sandbox.close());

  const deploy = (...more: string[]) =>
    sealwatch(['deploy', '--s', s, ...more], folder, { ...env, ...breakOff() });
  const place = join(mkdtempSync(join(tmpdir(), 'sealwatch-break-')), 'at');
  const breakOff = (): Record<string, string> => (existsSync(place) ? { BREAK_OFF: place } : {});
  const deployed = () => sandbox.functions.specs().length;

  test('nothing is made without a yes, and with --dry-run', async () => {
    const asked = await deploy();
    expect(asked.code).toBe(3);
    expect(asked.err).toContain('--yes');
    const { code, out } = await deploy('--dry-run');
    expect(code).toBe(0);
    expect(out.match(/^ {2}\+ (?!create)/gm)).toHaveLength(11);
    expect(deployed()).toBe(0);
  });

  test.each(['CreateRole', 'CreatePolicy', 'AttachPolicyToRole', 'PutBucket'])(
    'broken off at %s it says what to grant',
    async (action) => {
      await control(sandbox, 'POST', 'faults', [{ action, kind: 'deny', times: 1 }]);
      const { code, err } = await deploy('--yes');
      expect({ code, err }).toEqual({ code: 3, err: expect.stringMatching(new RegExp(action)) });
      expect(deployed()).toBe(0);
    },
  );

  test('broken off among the functions it goes on with them, and at the first run all are there', async () => {
    writeFileSync(place, '3');
    expect((await deploy('--yes')).code).toBe(3);
    expect(deployed()).toBe(3);
    writeFileSync(place, '100');
    expect((await deploy('--yes')).code).toBe(3);
    expect(deployed()).toBe(8);
  });

  test('the next one finishes it: every job ran, the first summary arrives, its link opens the report', async () => {
    const { code, out, err } = await deploy('--yes');
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/= RAM role sealwatch\n {2}= RAM policy sealwatch\n {2}= OSS bucket/);
    expect(out).toContain('The first summary was delivered');
    const ran = sandbox.functions
      .invocations()
      .map(({ functionName, status }) => `${functionName} ${status}`);
    const jobs = ['inventory', 'keys', 'activity', 'spend', 'alerts'];
    expect(ran).toEqual(jobs.map((job) => `sealwatch-${job} succeeded`));
    const { body } = await control(sandbox, 'GET', 'outbox');
    const messages = listAt(body, 'messages');
    expect(messages.map((message) => textAt(message, 'text')).join('\n')).toMatch(
      /test message[\s\S]*pay-prod/,
    );
    for (const message of messages) expect(JSON.stringify(message)).toMatch(/fcapp\.run\S+signature=/);
    const link = /https:\/\/\S+signature=\S+/.exec(out)?.[0] ?? '';
    const { host, search } = new URL(link);
    const page = await fetch(`${sandbox.url}/${search}`, { headers: { 'x-forwarded-host': host } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('pay-prod');
  });

  test('jobs that store nothing are named, although they did before', async () => {
    // Those before are the code of the functions.
    await control(sandbox, 'POST', 'faults', [{ action: 'PutObject', kind: 'deny', from: 9 }]);
    const { code, err } = await deploy('--yes');
    await control(sandbox, 'DELETE', 'faults');
    expect({ code, err }).toEqual({
      code: 3,
      err: expect.stringContaining('stored nothing: inventory, keys, activity, spend.'),
    });
  });

  test('destroy removes all of it and says that the evidence stays', async () => {
    const { code, out } = await sealwatch(['destroy', '--s', s, '--yes'], folder, env);
    expect(code).toBe(0);
    expect(out).toContain('the bucket sealwatch-evidence with state and evidence');
    expect(deployed()).toBe(0);
    expect((await deploy('--dry-run')).out).toMatch(/\+ RAM role[\s\S]*\+ RAM policy[\s\S]*= OSS bucket/);
    const again = await sealwatch(['destroy', '--s', s, '--yes'], folder, env);
    expect(again.code).toBe(0);
  });
});

test('two commands lead from an empty folder to the first alert', async () => {
  const sandbox = await startAccount(inject('bundles'));
  const folder = emptyFolder();
  for (const args of [
    ['init', ...INIT],
    ['deploy', '--s', s, '--yes'],
  ])
    expect((await sealwatch(args, folder, variablesFor(sandbox))).code).toBe(0);
  const { body } = await control(sandbox, 'GET', 'outbox');
  expect(JSON.stringify(body)).toContain('pay-prod');
  await sandbox.close();
});

test('the package works in an empty folder, without the network', async () => {
  const place = emptyFolder();
  execFileSync(process.execPath, ['.build.mjs', 'package', place], { cwd: root });
  const npm = (args: string[], cwd: string) => execFileSync('npm', args, { cwd, encoding: 'utf8' });
  const packed = npm(['pack', '--silent', join(place, 'package')], place).trim();
  const folder = emptyFolder();
  npm(['install', '--offline', '--silent', '--no-audit', join(place, packed)], folder);
  const bin = join(folder, 'node_modules/.bin/sealwatch');
  const run = (...args: string[]) => execFileSync(bin, args, { cwd: folder, encoding: 'utf8' });
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'sealwatch',
  ]);
  const kib = Number(
    execFileSync('du', ['-sk', join(folder, 'node_modules')], { encoding: 'utf8' }).split('\t')[0],
  );
  expect(kib).toBeLessThan(30 * 1024); // 30 MiB, with the rest of each block
  expect(run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(run('demo')).toContain('npx sealwatch audit');
  expect(run('init', ...INIT)).toContain('npx sealwatch deploy');
});
