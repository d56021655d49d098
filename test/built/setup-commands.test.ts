import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { shippedPolicy } from '../e2e/function-world.ts';
import { root } from '../root.ts';
import { control, scenarioFile } from '../sandbox/signed.ts';

const ACCOUNT = '1000000000000001';
const KEYS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIsandboxDeploy',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'sandboxSecretDeploy',
};

/** An account with a broken key, in which somebody who may deploy and set up has made nothing yet. */
const SCENARIO = `
caller: LTAIsandboxAdmin
robots: [{ token: sandboxRobotToken, name: ops, secret: SECsandboxRobotSecret }]
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: admin, policies: [AdministratorAccess] }, { name: deployer, policies: [deployer, setup] }]
    accessKeys: [{ id: LTAIsandboxAdmin, secret: sandboxSecretAdmin, user: admin }, { id: LTAIsandboxDeploy, secret: sandboxSecretDeploy, user: deployer }]
    policies:
      - { name: deployer, document: ${JSON.stringify(shippedPolicy('deployer-policy'))} }
      - { name: setup, document: ${JSON.stringify(shippedPolicy('setup-policy'))} }
    keys: [{ name: plain, id: key-hzz00000000000000001a, region: cn-hangzhou, state: Disabled }]
    clusters: [{ name: pay-prod, region: cn-hangzhou, key: plain }]
    trails: [{ name: audit-all, home: cn-hangzhou, sls: audit }]
`;

const INIT = ['--bucket', 'sealwatch-evidence', '--secret', 'SECsandboxRobotSecret', '--yes'].concat([
  '--webhook',
  'https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken',
]);

/** A program named `s` that does what the component would. */
const s = join(mkdtempSync(join(tmpdir(), 'sealwatch-s-')), 's');
writeFileSync(
  s,
  `#!/bin/sh\nhere="$PWD"\ncd '${root}' && exec '${process.execPath}' .build.mjs run test/deploy/s.ts "$here" "$@"\n`,
);
chmodSync(s, 0o755);

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

function sealwatch(args: readonly string[], cwd: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(inject('bundles'), 'cli.mjs'), ...args], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('error', fail);
    child.on('close', (code) => done({ code, out, err }));
  });
}

const emptyFolder = () => mkdtempSync(join(tmpdir(), 'sealwatch-empty-'));

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
    sandbox = await startSandbox({
      scenario: scenarioFile(SCENARIO),
      rates: 'off',
      instance: join(inject('bundles'), 'instance.mjs'),
      retryDelayMs: 1,
      environment: ({ url, now }) => ({ SEALWATCH_ENDPOINT: url, SEALWATCH_NOW: now.toISOString() }),
    });
    folder = emptyFolder();
    env = { ...KEYS, SEALWATCH_ENDPOINT: sandbox.url, SEALWATCH_NOW: sandbox.now().toISOString() };
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

  test.todo('the next one finishes it: the first summary arrives, with a link that opens the report');

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
  expect(kib).toBeLessThan(30_000);
  expect(run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(run('demo')).toContain('npx sealwatch audit');
  expect(run('init', ...INIT)).toContain('npx sealwatch deploy');
});
