import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { Diagnosis } from '../../shared/model/examination.ts';
import { CONFIG, deploy, FUNCTIONS, OWN, runDoctor, startHealthy } from './doctor-world.ts';
import { configFile, environmentOf, runCli, setFaults } from './run-cli.ts';

let running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.map((sandbox) => sandbox.close()));
  running = [];
});

async function start(change?: (scenario: string) => string): Promise<Sandbox> {
  const sandbox = await startHealthy(change);
  running.push(sandbox);
  return sandbox;
}

/** An address of this machine where nothing listens. */
async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('it cannot run at all: 3', () => {
  const error = (out: string) => (JSON.parse(out) as { error: { code: string } }).error.code;

  test('with credentials that are refused', async () => {
    const sandbox = await start();
    const env = environmentOf(sandbox, { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' });
    const json = await runCli(['doctor', '--json', '--config', configFile(CONFIG)], env);
    expect([json.code, error(json.out)]).toEqual([3, 'CredentialsRefused']);
    const told = await runCli(['doctor', '--config', configFile()], env);
    expect(told.code).toBe(3);
    expect(told.out).toContain('✖ Credentials rejected: SignatureDoesNotMatch');
    expect(told.out).toContain('✔ Writing the probe object: OK'); // what needs no credentials is told nevertheless
    expect(told.err).not.toContain('credentials'); // it stands above, once
  });

  test('where nothing answers', async () => {
    const sandbox = await start();
    const env = environmentOf(sandbox, { SEALWATCH_ENDPOINT: await deadUrl() });
    const json = await runCli(['doctor', '--json'], env);
    expect([json.code, error(json.out)]).toEqual([3, 'CloudUnreachable']);
    const told = await runCli(['doctor'], env);
    expect(told.out).toMatch(/✖ cn-hangzhou is unreachable: .*cs\.cn-hangzhou\.aliyuncs\.com/);
  });

  test('with a configuration that is none', async () => {
    const told = await runCli(['doctor', '--config', configFile('policy: { rotation: never }')]);
    expect(told.code).toBe(3);
    expect(told.out).toMatch(/Configuration\n {4}✖ The configuration\s[^✖]*rotation/);
    const json = await runCli(['doctor', '--json', '--config', configFile('regions: 7')]);
    expect([json.code, error(json.out)]).toEqual([3, 'ConfigInvalid']);
  });
});

describe('network', () => {
  test('STS may be out of reach while the other APIs answer', async () => {
    const sandbox = await start();
    await setFaults(sandbox, [{ kind: 'reset', action: 'Sts:*' }]);
    const { code, of } = await runDoctor(sandbox);
    expect(of('failed')).toEqual(['identity']);
    expect(code).toBe(1);
  });

  test('an identity that is denied is told with its permission', async () => {
    const sandbox = await start();
    await setFaults(sandbox, [{ kind: 'deny', action: 'Sts:GetCallerIdentity' }]);
    const { of, item } = await runDoctor(sandbox);
    expect(of('failed')).toEqual(['identity']);
    expect(item('identity').remedy?.permission).toBe('sts:GetCallerIdentity');
  });

  test('a region that does not answer is named, with its hosts', async () => {
    const sandbox = await start((text) =>
      text.replace('name: odd-prod, region: cn-hangzhou', 'name: odd-prod, region: cn-shanghai'),
    );
    await setFaults(sandbox, [{ kind: 'reset', action: 'Kms:*', region: 'cn-shanghai' }]);
    const { of, item } = await runDoctor(sandbox);
    expect(of('failed')).toEqual(['region cn-shanghai']);
    const found = (await runDoctor(sandbox)).diagnosis.items.find(({ result }) => result === 'failed');
    expect(found?.evidence).toMatchObject({ hosts: ['kms.cn-shanghai.aliyuncs.com'] });
    expect(item('kms:DescribeAccountKmsStatus').result).toBe('ok'); // it answers elsewhere
  });

  test.each([
    { minutes: 20, result: 'failed', off: 1200 },
    { minutes: -20, result: 'failed', off: -1200 },
    { minutes: 2, result: 'warned', off: 120 },
  ])('a clock that is $minutes minutes off: $result', async ({ minutes, result, off }) => {
    const sandbox = await start();
    const now = () => new Date(Date.now() + minutes * 60_000);
    const ran = await runCli(['doctor', '--json', '--config', configFile(CONFIG)], environmentOf(sandbox), {
      now,
    });
    const { items } = JSON.parse(ran.out) as Diagnosis;
    const clock = items.find(({ id }) => id === 'clock');
    expect(clock).toMatchObject({ result, remedy: { command: 'timedatectl set-ntp true' } });
    expect(Math.abs(Number(clock?.evidence['seconds']) - off)).toBeLessThanOrEqual(2);
  });
});

describe('store', () => {
  test('a bucket with versioning', async () => {
    const sandbox = await start();
    sandbox.world.setVersioning({ bucket: 'sealwatch-evidence', versioning: 'Suspended' });
    const { of, item, code } = await runDoctor(sandbox);
    expect(of('failed')).toEqual(['store-versioning']);
    expect(item('store-write').evidence).toEqual({ cause: 'StoreVersioned' });
    expect(code).toBe(1);
  });

  test('a bucket that everybody may read', async () => {
    const sandbox = await start((text) =>
      text.replace(
        'name: sealwatch-evidence, region: cn-hangzhou',
        'name: sealwatch-evidence, region: cn-hangzhou, acl: public-read',
      ),
    );
    const { of, item } = await runDoctor(sandbox);
    expect(of('failed')).toEqual(['store-public']);
    expect(item('store-public').evidence).toEqual({ acl: 'public-read' });
  });

  test('no bucket: one trouble, told once', async () => {
    const sandbox = await start();
    const { of, item } = await runDoctor(sandbox, CONFIG.replace('sealwatch-evidence', 'nobodys-bucket'));
    expect(of('failed')).toEqual(['store-versioning']);
    expect(item('store-versioning').evidence).toMatchObject({ code: 'StoreMissing' });
    expect(item('calibration').result).toBe('unknown');
  });
});

describe('channels', () => {
  const app = (secret: string) =>
    `alerts: { channels: [{ type: dingtalk-app, name: staff, appKey: dingsandboxapp, appSecret: ${secret}, robotCode: dingsandboxrobot, userIds: [li] }] }`;

  test('the token of an app is asked for, and nobody hears of it', async () => {
    const sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
    running.push(sandbox);
    expect((await runDoctor(sandbox, app('sandboxAppSecret'))).item('channel staff').result).toBe('ok');
    const wrong = await runDoctor(sandbox, app('sandboxOtherSecret'));
    expect(wrong.of('failed')).toEqual(['channel staff']);
    expect(wrong.out).not.toContain('sandboxOtherSecret');
    const answer = await fetch(`${sandbox.url}/_sandbox/outbox`);
    expect(await answer.json()).toMatchObject({ messages: [] });
  });

  test('a receiver that does not answer', async () => {
    const sandbox = await start();
    const url = `${await deadUrl()}/hook?key=verysecret`;
    const told = await runDoctor(
      sandbox,
      `alerts: { channels: [{ type: webhook, name: hook, url: "${url}" }] }`,
    );
    expect(told.of('failed')).toEqual(['channel hook']);
    expect(told.item('channel hook').evidence).toMatchObject({ detail: 'ECONNREFUSED' });
    expect(told.out).not.toContain('verysecret');
  });
});

describe('several accounts', () => {
  const few = `
directory: { enabled: true }
accounts:
  - { id: "1000000000000002", roleArn: "acs:ram::1000000000000002:role/sealwatch-readonly", externalId: team-a-2026 }
`;
  /** One more, which nobody knows: now a function starts itself. */
  const members = `${few}  - { id: "1000000000000006", roleArn: "acs:ram::1000000000000006:role/sealwatch-readonly" }\n`;

  async function world(): Promise<Sandbox> {
    const sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
    running.push(sandbox);
    for (const job of FUNCTIONS) deploy(sandbox, job, true);
    return sandbox;
  }

  test.each([
    { where: 'where none is deployed', deployed: false, config: members },
    { where: 'of five accounts, which one invocation works on', deployed: true, config: few },
  ])('whether a function may start itself is not asked $where', async ({ deployed, config }) => {
    const sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
    running.push(sandbox);
    if (deployed) for (const job of FUNCTIONS) deploy(sandbox, job, true);
    sandbox.world.deny({ action: 'fc:InvokeFunction' });
    const { diagnosis } = await runDoctor(sandbox, config);
    expect(diagnosis.items.map(({ id }) => id)).not.toContain('fc:InvokeFunction');
  });

  test('who does not let the caller in is named, and what is missing in whom it does', async () => {
    const { of, item, code } = await runDoctor(await world(), members);
    expect(of('failed')).toEqual([3, 4, 6].map((last) => `sts:AssumeRole 100000000000000${last}`));
    expect(of('warned')).toEqual([
      'cs:CheckServiceRole 1000000000000002',
      'cs:CheckServiceRole 1000000000000009',
    ]);
    expect(of('ok')).toEqual(
      expect.arrayContaining([
        'fc:InvokeFunction 1000000000000001',
        'resourcemanager:ListAccounts 1000000000000001',
        'kms:DescribeKey 1000000000000002',
      ]),
    );
    expect(item('cs:CheckServiceRole').remedy?.command).toContain('--RoleName sealwatch-readonly');
    expect(code).toBe(1);
  });

  test.each(['fc:InvokeFunction', 'resourcemanager:ListAccounts', 'resourcemanager:GetResourceDirectory'])(
    'without %s of the caller, that is named',
    async (action) => {
      const sandbox = await world();
      sandbox.world.deny({ action });
      const { diagnosis } = await runDoctor(sandbox, members);
      const named = diagnosis.items.filter(
        ({ result, remedy }) => result === 'failed' && remedy?.permission === action,
      );
      expect(named.map(({ id, account }) => `${id} ${account}`)).toEqual([`${action} ${OWN}`]);
    },
  );

  test('without sts:AssumeRole each account names it', async () => {
    const sandbox = await world();
    sandbox.world.deny({ action: 'sts:AssumeRole' });
    const { diagnosis } = await runDoctor(sandbox, members);
    const named = diagnosis.items.filter(({ remedy }) => remedy?.permission === 'sts:AssumeRole');
    expect(named.map(({ account }) => account)).toEqual(expect.arrayContaining(['1000000000000002']));
  });

  test('an account without a role is told, and the caller’s own is looked at', async () => {
    const { of, item } = await runDoctor(await world(), 'accounts: [{ id: "1000000000000002" }]');
    expect(of('failed')).toEqual(['accounts']);
    expect(item('accounts').evidence).toMatchObject({ code: 'AccountWithoutRole' });
    expect(of('ok')).toContain(`kms:DescribeKey ${OWN}`);
  });
});
