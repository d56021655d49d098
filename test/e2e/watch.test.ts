import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance } from '../jobs/harness.ts';
import { configFile, environmentOf, runCli } from './run-cli.ts';

let sandbox: Sandbox;
let folder: string;
let config: string;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-store-'));
  config = configFile(`store: { directory: ${JSON.stringify(folder)} }`);
});
afterEach(() => sandbox.close());

const run = (...argv: string[]) => runCli([...argv, '--config', config], environmentOf(sandbox));

test('two audits with a change in between tell what changed and who did it', async () => {
  expect((await run('audit')).out).not.toContain('Changes');
  await advance(sandbox, 'PT1H');
  sandbox.world.switchEncryption({ cluster: 'pay-prod', on: false, by: 'alice', ip: '203.0.113.10' });
  sandbox.world.disableKey({
    key: 'ack-secrets-sh',
    by: 'AliyunReservedSSO-PlatformAdmin:dana.wu',
    ip: '203.0.113.30',
  });
  sandbox.world.enableKey({
    key: 'ack-secrets',
    by: 'carol',
    ip: '203.0.113.12',
    refused: 'Forbidden.NoPermission',
  });
  await advance(sandbox, 'PT1H');
  const { code, out } = await run('audit');
  expect(code).toBe(1);
  const text = out.replaceAll(/\s+/g, ' ');
  expect(text).toContain(
    '2026-11-23 09:00 +08:00 pay-prod (cn-hangzhou): Secret encryption was turned off; by alice, 203.0.113.10',
  );
  expect(text).toContain(
    'the key was disabled; by dana.wu (role AliyunReservedSSO-PlatformAdmin), 203.0.113.30',
  );
  expect(text).toContain('carol, 203.0.113.12 tried to enable the key; denied (Forbidden.NoPermission)');
  const zh = (await run('audit', '--lang', 'zh')).out.replaceAll(/\s+/g, '');
  expect(zh).toContain('pay-prod（cn-hangzhou）：Secret落盘加密已关闭；操作者：alice（203.0.113.10）');
  expect(zh).toContain('carol（203.0.113.12）尝试启用密钥，被拒绝（Forbidden.NoPermission）');
});

test('the report is what was stored last, without asking the cloud', async () => {
  expect(await run('report')).toMatchObject({
    code: 3,
    err: expect.stringContaining('holds no account yet'),
  });
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  const audited = (await run('audit', '--json')).report();
  await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
  const ran = await run('report', '--json');
  const calls = await (await fetch(`${sandbox.url}/_sandbox/calls`)).json();
  expect(calls).toMatchObject({ total: 0 });
  expect(ran.code).toBe(1);
  expect(ran.report()).toEqual(audited);
});

test('a job that has not run, or whose state is damaged, makes the report incomplete and is named', async () => {
  await run('audit');
  const state = join(folder, 'state', '1000000000000001', 'keys.json');
  writeFileSync(state, `${readFileSync(state, 'utf8')}x`);
  const damaged = await run('report');
  expect(damaged.code).toBe(2);
  expect(damaged.out.replaceAll(/\s+/g, ' ')).toContain(
    'No result from job keys: state/1000000000000001/keys.json is damaged',
  );
  rmSync(state);
  const missing = await run('report', '--json');
  expect(missing.code).toBe(2);
  expect(missing.report().accounts[0]?.jobs['keys']).toMatchObject({
    ...{ finishedAt: '', complete: false, trouble: { code: 'NeverRan' } },
  });
});

test('since when something fails is remembered', async () => {
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await run('audit');
  await advance(sandbox, 'PT2H');
  const report = (await run('audit', '--json')).report();
  expect(report.findings.find(({ check }) => check === 'key-state')).toMatchObject({
    firstSeen: '2026-11-23T00:00:00.000Z',
    lastSeen: '2026-11-23T02:00:00.000Z',
  });
  expect((await run('report')).out).toContain('since 2026-11-23 08:00 +08:00');
});

test('one job starts from the stored inventory; without one the inventory runs first', async () => {
  const first = (await run('audit', '--job', 'keys', '--json')).report();
  expect(Object.keys(first.accounts[0]?.jobs ?? {})).toEqual(['inventory', 'keys']);
  await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
  await run('audit', '--job', 'keys', '--json');
  const calls = (await (await fetch(`${sandbox.url}/_sandbox/calls`)).json()) as { actions: object };
  expect(Object.keys(calls.actions).sort()).toEqual([
    'DescribeAccountKmsStatus',
    'DescribeKey',
    'GetCallerIdentity',
  ]);
});

describe('evidence', () => {
  const parts = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /inventory.*parts-\w+\.json$/.test(file))
      .sort();

  test('a whole chain is told, and a broken one named', async () => {
    for (let day = 0; day < 3; day += 1) {
      await run('audit', '--quiet');
      await advance(sandbox, 'P1D');
    }
    const whole = await run('report', '--verify');
    expect(whole).toMatchObject({
      code: 0,
      out: expect.stringContaining('1000000000000001 inventory: 3 runs, 3 files'),
    });
    const [, middle = ''] = parts();
    const file = join(folder, middle);
    chmodSync(file, 0o600);
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from(' ')]));
    const broken = await run('report', '--verify');
    expect(broken.code).toBe(1);
    expect(broken.out.replaceAll(/\s+/g, ' ')).toContain(`${middle}, which does not match its hash; 1 newer`);
    const json = await run('report', '--verify', '--json');
    expect(json.json()).toMatchObject({
      schema: 'sealwatch.verification/1',
      whole: false,
      chains: expect.arrayContaining([
        expect.objectContaining({
          job: 'inventory',
          runs: 1,
          broken: expect.objectContaining({ why: 'altered' }),
        }),
      ]),
    });
  });

  test('a damaged state is told by the check, not taken for a whole chain', async () => {
    await run('audit', '--quiet');
    writeFileSync(join(folder, 'state/1000000000000001/keys.json'), 'x');
    const { code, out } = await run('report', '--verify', '--lang', 'en');
    expect(code).toBe(1);
    expect(out).toContain('1000000000000001 keys: the record of the newest run is damaged');
  });
});

test('a history point of the day holds what all jobs found', async () => {
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await run('audit', '--quiet');
  const text = readFileSync(join(folder, 'history/1000000000000001.json'), 'utf8');
  expect(JSON.parse(text.split('\n')[1] ?? '')).toMatchObject({
    days: [{ date: '2026-11-23', clusters: 2, inScope: 2, encrypted: 2, failing: { critical: 1 } }],
  });
});

test('final changes are in the archive, each once', async () => {
  await run('audit', '--quiet');
  await advance(sandbox, 'PT1H');
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await advance(sandbox, 'PT1H');
  await run('audit', '--quiet');
  await run('audit', '--quiet');
  const files = readdirSync(join(folder, 'changes/1000000000000001'));
  expect(files).toEqual([expect.stringMatching(/^20261123T010000Z-[0-9a-f]{16}\.json$/)]);
  const text = readFileSync(join(folder, 'changes/1000000000000001', files[0] ?? ''), 'utf8');
  expect(JSON.parse(text.split('\n')[1] ?? '')).toMatchObject({
    kind: 'key-disabled',
    outcome: 'done',
    actor: { name: 'alice' },
  });
});

describe('a store that cannot be used ends the run with what to do, exit 3', () => {
  test('a folder that may not be written', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sealwatch-')), 'file');
    writeFileSync(file, '');
    const bad = configFile(`store: { directory: ${JSON.stringify(join(file, 'below'))} }`);
    const ran = await runCli(['audit', '--json', '--config', bad], environmentOf(sandbox));
    expect(ran.code).toBe(3);
    expect(ran.json()).toMatchObject({
      error: { code: 'StoreNotWritable', hint: expect.stringMatching(/.+/) },
    });
  });

  test('a bucket with versioning', async () => {
    sandbox.world.setVersioning({ bucket: 'sealwatch-evidence', versioning: 'Enabled' });
    const oss = configFile('store: { oss: { bucket: sealwatch-evidence, region: cn-hangzhou } }');
    const ran = await runCli(['audit', '--json', '--config', oss], environmentOf(sandbox));
    expect(ran.json()).toMatchObject({ error: { code: 'StoreVersioned' } });
    expect(ran.code).toBe(3);
  });

  test('a state of a newer version', async () => {
    await run('audit', '--quiet');
    const file = join(folder, 'state/1000000000000001/inventory.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/sealwatch\.state\/\d+/, 'sealwatch.state/99'));
    const ran = await run('audit', '--json');
    expect(ran.code).toBe(3);
    expect(ran.json()).toMatchObject({ error: { code: 'StateTooNew' } });
  });
});

test('the same works with everything in OSS', async () => {
  const oss = configFile(
    'store: { oss: { bucket: sealwatch-evidence, region: cn-hangzhou, prefix: sealwatch/ } }',
  );
  const audit = () => runCli(['audit', '--json', '--config', oss], environmentOf(sandbox));
  expect((await audit()).code).toBe(0);
  await advance(sandbox, 'PT1H');
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await advance(sandbox, 'PT1H');
  expect((await audit()).report().changes).toMatchObject([
    { kind: 'key-disabled', actor: { name: 'alice' } },
  ]);
  const verified = await runCli(['report', '--verify', '--json', '--config', oss], environmentOf(sandbox));
  expect(verified.json()).toMatchObject({ whole: true });
});

test('two audits at once do not get into each other’s way', async () => {
  const [one, other] = await Promise.all([run('audit', '--json'), run('audit', '--json')]);
  expect([one.code, other.code]).toEqual([0, 0]);
  expect((await run('report', '--verify')).code).toBe(0);
});
