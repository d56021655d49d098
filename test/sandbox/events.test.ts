import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, ask, askCs, at, fieldsAt, listAt, scenarioFile, textAt } from './signed.ts';

let sandbox: Sandbox;

async function start(settings = '', more = ''): Promise<void> {
  const scenario = scenarioFile(`
caller: LTAIeventsadmin
settings: { eventDelay: PT5M, ${settings} }
accounts:
  - id: "1000000000000001"
    users:
      - { name: admin, id: "200000000000000007", ip: 203.0.113.7, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }
      - { name: auditor, policies: [look] }
    policies: [{ name: look, allow: ["actiontrail:*", "kms:Describe*"] }]
    accessKeys:
      - { id: LTAIeventsadmin, secret: secretAdmin, user: admin }
      - { id: LTAIeventslook, secret: secretLook, user: auditor }
    keys:
      - { name: main, id: key-main, region: cn-hangzhou, deletionProtection: false }
      - { name: second, id: key-second, region: cn-hangzhou }
    clusters:
      - { name: pay, id: c00000000000000000000000000000001, region: cn-hangzhou, key: main, traffic: { encrypt: PT6H, decrypt: PT30M } }
${more}
`);
  sandbox = await startSandbox({ scenario, rates: 'off' });
}

afterEach(async () => {
  await sandbox.close();
});

type Conditions = Record<string, string>;

async function lookup(conditions: Conditions, more: Record<string, string> = {}, region = 'cn-hangzhou') {
  const params: Record<string, string> = { MaxResults: '50', ...more };
  for (const [index, [key, value]] of Object.entries(conditions).entries()) {
    params[`LookupAttribute.${index + 1}.Key`] = key;
    params[`LookupAttribute.${index + 1}.Value`] = value;
  }
  return await ask(sandbox, `actiontrail.${region}`, 'LookupEvents', params);
}

async function events(
  conditions: Conditions,
  more: Record<string, string> = {},
  region?: string,
): Promise<unknown[]> {
  return listAt((await lookup(conditions, more, region)).body, 'Events');
}

describe('what a change by an API call leaves', () => {
  test('is seen after the delay, not earlier', async () => {
    await start();
    const done = await ask(sandbox, 'kms.cn-hangzhou', 'ScheduleKeyDeletion', {
      KeyId: 'key-main',
      PendingWindowInDays: '7',
    });
    await advance(sandbox, 'PT4M59S');
    expect(await events({ EventName: 'ScheduleKeyDeletion' })).toEqual([]);
    await advance(sandbox, 'PT1S');
    const [event] = await events({ EventName: 'ScheduleKeyDeletion' });
    expect(event).toMatchObject({
      eventVersion: 1,
      eventCategory: 'Management',
      eventType: 'ApiCall',
      eventRW: 'Write',
      eventTime: '2026-11-23T00:00:00Z',
      eventSource: 'kms.cn-hangzhou.aliyuncs.com',
      serviceName: 'Kms',
      apiVersion: '2016-01-20',
      acsRegion: 'cn-hangzhou',
      isGlobal: false,
      requestId: done.headers.get('x-acs-request-id'),
      sourceIpAddress: '203.0.113.7',
      requestParameters: {
        AcsHost: 'kms.cn-hangzhou.aliyuncs.com',
        RegionId: 'cn-hangzhou',
        KeyId: 'key-main',
        PendingWindowInDays: '7',
      },
      userIdentity: {
        type: 'ram-user',
        accountId: '1000000000000001',
        principalId: '200000000000000007',
        userName: 'admin',
        accessKeyId: 'LTAIeventsadmin',
      },
      resourceType: 'ACS::KMS::Key',
      resourceName: 'key-main',
    });
    expect(event).not.toHaveProperty('errorCode');
    expect(event).not.toHaveProperty('referencedResources');
  });

  test('names the key even when it was called by alias', async () => {
    await start('', '    trails: []');
    sandbox.world.addKey({
      name: 'aliased',
      id: 'key-aliased',
      region: 'cn-hangzhou',
      aliases: ['alias/it'],
    });
    await ask(sandbox, 'kms.cn-hangzhou', 'DisableKey', { KeyId: 'alias/it' });
    await advance(sandbox, 'PT5M');
    const [event] = await events({ EventName: 'DisableKey' });
    expect(event).toMatchObject({ requestParameters: { KeyId: 'alias/it' }, resourceName: 'key-aliased' });
  });

  test('that was refused carries the code and means no change', async () => {
    await start();
    await ask(sandbox, 'kms.cn-hangzhou', 'CancelKeyDeletion', { KeyId: 'key-main' });
    await ask(
      sandbox,
      'kms.cn-hangzhou',
      'DisableKey',
      { KeyId: 'key-main' },
      { keys: { accessKeyId: 'LTAIeventslook', accessKeySecret: 'secretLook' } },
    );
    await advance(sandbox, 'PT5M');
    expect(await events({ EventName: 'CancelKeyDeletion' })).toMatchObject([
      { errorCode: 'Rejected.StateModifiedFailed' },
    ]);
    expect(await events({ EventName: 'DisableKey' })).toMatchObject([
      { errorCode: 'Forbidden.NoPermission', userIdentity: { userName: 'auditor' } },
    ]);
  });

  test('of RAM is global and kept in one region', async () => {
    await start();
    await ask(sandbox, 'ram', 'DetachPolicyFromRole', {
      RoleName: 'AliyunCSManagedSecurityRole',
      PolicyName: 'AliyunCSManagedSecurityRolePolicy',
      PolicyType: 'System',
    });
    await advance(sandbox, 'PT5M');
    expect(await events({ ServiceName: 'Ram' })).toEqual([]);
    expect(await events({ ServiceName: 'Ram' }, {}, 'ap-southeast-1')).toMatchObject([
      {
        eventName: 'DetachPolicyFromRole',
        isGlobal: true,
        acsRegion: 'ap-southeast-1',
        requestParameters: {
          RoleName: 'AliyunCSManagedSecurityRole',
          PolicyName: 'AliyunCSManagedSecurityRolePolicy',
          PolicyType: 'System',
        },
      },
    ]);
  });

  test('of RAM can be kept in cn-hangzhou', async () => {
    await start('globalEventsRegion: cn-hangzhou');
    sandbox.world.detachPolicy({ by: 'root' });
    await advance(sandbox, 'PT5M');
    const [event] = await events({ ServiceName: 'Ram' });
    expect(event).toMatchObject({
      userIdentity: { type: 'root-account', userName: 'root', principalId: '1000000000000001' },
    });
    expect(at(event, 'userIdentity')).not.toHaveProperty('accessKeyId');
    expect(await events({ ServiceName: 'Ram' }, {}, 'ap-southeast-1')).toEqual([]);
  });
});

describe('who a command acts for', () => {
  test.each([
    { by: 'root', type: 'root-account', userName: 'root' },
    { by: 'admin', type: 'ram-user', userName: 'admin' },
    { by: 'stranger', type: 'ram-user', userName: 'stranger' },
    { by: 'AliyunReservedSSO-Admin:dana', type: 'assumed-role', userName: 'AliyunReservedSSO-Admin:dana' },
    { by: 'system', type: 'system', userName: 'system' },
  ])('$by: $type', async ({ by, type, userName }) => {
    await start();
    sandbox.world.disableKey({ key: 'main', by, ip: '203.0.113.99' });
    await advance(sandbox, 'PT5M');
    const [event] = await events({ EventName: 'DisableKey' });
    expect(event).toMatchObject({
      sourceIpAddress: '203.0.113.99',
      userAgent: 'AliyunConsole',
      userIdentity: { type, userName },
    });
    if (type === 'assumed-role') expect(textAt(event, 'userIdentity.principalId')).toMatch(/^3\d{17}:dana$/);
  });

  test('silent leaves none, refused leaves an attempt only', async () => {
    await start();
    sandbox.world.disableKey({ key: 'main', by: 'admin', silent: true });
    sandbox.world.disableKey({ key: 'second', by: 'admin', refused: 'Forbidden.NoPermission' });
    await advance(sandbox, 'PT5M');
    expect(await events({ EventName: 'DisableKey' })).toMatchObject([
      { resourceName: 'key-second', errorCode: 'Forbidden.NoPermission' },
    ]);
    const { body } = await ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', { KeyId: 'key-second' });
    expect(at(body, 'KeyMetadata.KeyState')).toBe('Enabled');
  });

  test('an event of any kind can be made up', async () => {
    await start();
    sandbox.world.recordEvent({
      region: 'cn-hangzhou',
      at: '-PT1H',
      service: 'Kms',
      event: 'ReleaseKmsInstance',
      by: 'admin',
      parameters: { KmsInstanceId: 'kst-1' },
      resourceType: 'ACS::KMS::Instance',
      resourceNames: ['kst-1', 'kst-2'],
      fields: { eventVersion: '1', eventCategory: 'Other' },
    });
    const [event] = await events({ EventName: 'ReleaseKmsInstance' });
    expect(event).toMatchObject({
      eventVersion: '1',
      eventCategory: 'Other',
      resourceName: 'kst-1;kst-2',
      eventTime: '2026-11-22T23:00:00Z',
    });
    expect(await events({ ResourceName: 'kst-2', EventName: 'ReleaseKmsInstance' })).toHaveLength(1);
  });
});

describe('reads', () => {
  test('leave nothing, unless the scenario wants those of KMS', async () => {
    await start();
    await ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', { KeyId: 'key-main' });
    await advance(sandbox, 'PT5M');
    expect(await events({ EventName: 'DescribeKey' })).toEqual([]);
    sandbox.world.setSettings({ recordReads: true });
    await ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', { KeyId: 'key-main' });
    await askCs(sandbox, 'GET', '/api/v1/clusters');
    await advance(sandbox, 'PT5M');
    expect(await events({ EventName: 'DescribeKey' })).toMatchObject([
      { eventRW: 'Read', requestParameters: { KeyId: 'key-main' } },
    ]);
    expect(await events({ ServiceName: 'CS' })).toEqual([]);
  });

  test('are kept within bounds', async () => {
    await start('recordReads: true');
    const asked = Array.from({ length: 4100 }, (_, index) => index);
    for (let from = 0; from < asked.length; from += 100) {
      await Promise.all(
        asked
          .slice(from, from + 100)
          .map(() => ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', { KeyId: 'key-main' })),
      );
    }
    sandbox.world.disableKey({ key: 'main', by: 'admin' });
    await advance(sandbox, 'PT5M');
    let read = 0;
    let token = '';
    do {
      const { body } = await lookup({ EventName: 'DescribeKey' }, token ? { NextToken: token } : {});
      read += listAt(body, 'Events').length;
      token = textAt(body, 'NextToken');
    } while (token);
    expect(read).toBeGreaterThan(1900);
    expect(read).toBeLessThan(4001);
    expect(await events({ EventName: 'DisableKey' })).toHaveLength(1);
  });

  test('Encrypt and Decrypt always leave theirs, without texts', async () => {
    await start();
    const sealed = await ask(sandbox, 'kms.cn-hangzhou', 'Encrypt', { KeyId: 'key-main', Plaintext: 'aGk=' });
    await ask(sandbox, 'kms.cn-hangzhou', 'Decrypt', {
      CiphertextBlob: textAt(sealed.body, 'CiphertextBlob'),
    });
    await advance(sandbox, 'PT5M');
    const mine = { ServiceName: 'Kms', User: 'admin' };
    const [decrypt, encrypt] = await events(mine);
    expect(encrypt).toMatchObject({ eventName: 'Encrypt', resourceName: 'key-main' });
    expect(JSON.stringify(encrypt)).not.toContain('aGk=');
    expect(decrypt).toMatchObject({
      eventName: 'Decrypt',
      resourceName: 'key-main',
      responseElements: { KeyId: 'key-main' },
    });
    expect(at(decrypt, 'requestParameters')).not.toHaveProperty('KeyId');
    expect(JSON.stringify(decrypt)).not.toContain(textAt(sealed.body, 'CiphertextBlob'));
  });
});

describe('traffic of the service role', () => {
  const byRole = { ServiceName: 'Kms', RoleName: 'AliyunCSManagedSecurityRole' };

  test('looks as the control plane does', async () => {
    await start();
    const [newest] = await events({ ServiceName: 'Kms', EventName: 'Decrypt' });
    expect(newest).toMatchObject({
      eventSource: 'kms-vpc.cn-hangzhou.aliyuncs.com',
      requestParameters: { stsTokenPrincipalName: 'aliyuncsmanagedsecurityrole/1000000000000001' },
      userIdentity: { type: 'assumed-role', userName: 'aliyuncsmanagedsecurityrole:1000000000000001' },
      resourceName: 'key-main',
      referencedResources: { 'ACS::KMS::Key': ['key-main'] },
      responseElements: { KeyId: 'key-main' },
    });
    expect(textAt(newest, 'sourceIpAddress')).toMatch(/^100\.64\.\d+\.\d+$/);
    expect(textAt(newest, 'userIdentity.principalId')).toMatch(/^3\d{17}:1000000000000001$/);
    expect(at(newest, 'requestParameters')).not.toHaveProperty('KeyId');
    const [encrypt] = await events({ ServiceName: 'Kms', EventName: 'Encrypt' });
    expect(encrypt).toMatchObject({ requestParameters: { KeyId: 'key-main' }, resourceName: 'key-main' });
  });

  test('comes at its interval, the same whenever it is asked for', async () => {
    await start();
    const times = (await events({ ServiceName: 'Kms', EventName: 'Decrypt' })).map((event) =>
      Date.parse(textAt(event, 'eventTime')),
    );
    expect(times).toHaveLength(50);
    for (const [index, time] of times.entries())
      if (index > 0) expect((times[index - 1] ?? 0) - time).toBe(30 * 60_000);
    const ids = await events({ ServiceName: 'Kms', EventName: 'Decrypt' });
    await sandbox.close();
    await start();
    expect(await events({ ServiceName: 'Kms', EventName: 'Decrypt' })).toEqual(ids);
  });

  test('ends and begins with encryption, and follows the key', async () => {
    await start();
    const since = async (EventName: string) => {
      const window = { StartTime: '2026-11-23T00:00:00Z', EndTime: '2026-12-30T00:00:00Z' };
      return await events({ ServiceName: 'Kms', EventName }, window);
    };
    sandbox.world.switchEncryption({ cluster: 'pay', on: false, takes: 'PT1M', by: 'admin' });
    await advance(sandbox, 'P1D');
    expect(await since('Decrypt')).toEqual([]);
    sandbox.world.switchEncryption({ cluster: 'pay', on: true, key: 'second', takes: 'PT1M', by: 'admin' });
    await advance(sandbox, 'P1D');
    const found = await since('Decrypt');
    expect(found.length).toBeGreaterThan(40);
    expect(new Set(found.map((event) => at(event, 'resourceName')))).toEqual(new Set(['key-second']));
  });

  test.each([
    {
      when: 'the key is disabled',
      harm: () => sandbox.world.disableKey({ key: 'main', by: 'x' }),
      code: 'Rejected.Disabled',
      names: true,
    },
    {
      when: 'the key is to be deleted',
      harm: () => sandbox.world.scheduleKeyDeletion({ key: 'main', by: 'x' }),
      code: 'Rejected.PendingDeletion',
      names: true,
    },
    {
      when: 'the policy is detached',
      harm: () => sandbox.world.detachPolicy({ by: 'x' }),
      code: 'Forbidden.NoPermission',
      names: false,
    },
    {
      when: 'the account is suspended',
      harm: () => sandbox.world.setKmsStatus({ region: 'cn-hangzhou', status: 'Suspended' }),
      code: 'Forbidden.InDebtOverdue',
      names: false,
    },
  ])('fails while $when: $code', async ({ harm, code, names }) => {
    await start();
    harm();
    await advance(sandbox, 'PT2H');
    const window = { StartTime: '2026-11-23T00:00:00Z', EndTime: '2026-11-23T02:00:00Z' };
    const found = await events({ ServiceName: 'Kms', EventName: 'Decrypt' }, window);
    expect(found.length).toBeGreaterThanOrEqual(3);
    for (const event of found) {
      expect(event).toMatchObject({ errorCode: code });
      expect(at(event, 'resourceName')).toBe(names ? 'key-main' : undefined);
      expect(event).not.toHaveProperty('responseElements');
    }
    const before = await events(
      { ServiceName: 'Kms', EventName: 'Decrypt' },
      { StartTime: '2026-11-22T00:00:00Z', EndTime: '2026-11-22T23:59:59Z' },
    );
    expect(before.length).toBeGreaterThan(40);
    for (const event of before) expect(event).not.toHaveProperty('errorCode');
  });

  test('is not found any more once the key is deleted, and recovers with the key', async () => {
    await start();
    sandbox.world.scheduleKeyDeletion({ key: 'main', by: 'x', days: 7 });
    await advance(sandbox, 'P8D');
    expect((await events({ ServiceName: 'Kms', EventName: 'Decrypt' }))[0]).toMatchObject({
      errorCode: 'Forbidden.KeyNotFound',
    });
  });

  test('stops altogether without the role, or when it trusts others', async () => {
    await start();
    sandbox.world.deleteRole({ by: 'x' });
    await advance(sandbox, 'P1D');
    const window = { StartTime: '2026-11-23T00:00:00Z', EndTime: '2026-11-30T00:00:00Z' };
    expect(await events(byRole, window)).toEqual([]);
    sandbox.world.createRole({ by: 'x' });
    sandbox.world.attachPolicy({ by: 'x' });
    await advance(sandbox, 'P1D');
    expect((await events(byRole, window)).length).toBeGreaterThan(40);
  });

  test.each([
    {
      setting: 'AliyunCSManagedSecurityRole',
      accepted: 'AliyunCSManagedSecurityRole',
      other: 'aliyuncsmanagedsecurityrole',
    },
    {
      setting: 'aliyuncsmanagedsecurityrole',
      accepted: 'aliyuncsmanagedsecurityrole',
      other: 'AliyunCSManagedSecurityRole',
    },
  ])('the RoleName condition wants the spelling $setting', async ({ setting, accepted, other }) => {
    await start(`roleNameAttribute: ${setting}`);
    expect((await events({ ServiceName: 'Kms', RoleName: accepted })).length).toBe(50);
    expect(await events({ ServiceName: 'Kms', RoleName: other })).toEqual([]);
  });

  test('the RoleName condition may find nothing at all', async () => {
    await start('roleNameAttribute: none');
    expect(await events(byRole)).toEqual([]);
    expect(await events({ ServiceName: 'Kms', RoleName: 'aliyuncsmanagedsecurityrole' })).toEqual([]);
    expect((await events({ ServiceName: 'Kms', EventName: 'Decrypt' })).length).toBe(50);
  });

  test('Decrypt may not say which key it was', async () => {
    await start('decryptNamesKey: false');
    const [decrypt] = await events({ ServiceName: 'Kms', EventName: 'Decrypt' });
    expect(JSON.stringify(decrypt)).not.toContain('key-main');
    expect(await events({ ResourceName: 'key-main', EventName: 'Decrypt' })).toEqual([]);
    expect((await events({ ResourceName: 'key-main', EventName: 'Encrypt' })).length).toBeGreaterThan(5);
  });

  test('nor Encrypt', async () => {
    await start('encryptNamesKey: false, cryptoEventRw: Read');
    const [encrypt] = await events({ ServiceName: 'Kms', EventName: 'Encrypt' });
    expect(JSON.stringify(encrypt)).not.toContain('key-main');
    expect(at(encrypt, 'eventRW')).toBe('Read');
  });

  test('a narrowed key policy may or may not bind the role', async () => {
    const more = `
    instances: [{ name: soft, region: cn-hangzhou }]`;
    await start('', more);
    const policy = {
      Version: '1',
      Statement: [
        { Effect: 'Allow', Principal: { RAM: ['acs:ram::1000000000000001:user/admin'] }, Action: ['kms:*'] },
      ],
    };
    sandbox.world.addKey({
      name: 'narrow',
      id: 'key-narrow',
      region: 'cn-hangzhou',
      instance: 'soft',
      policy,
    });
    sandbox.world.switchEncryption({ cluster: 'pay', on: true, key: 'narrow', by: 'admin', takes: 'PT1M' });
    await advance(sandbox, 'PT2H');
    const newest = async () => (await events({ ServiceName: 'Kms', EventName: 'Decrypt' }))[0];
    expect(await newest()).toMatchObject({ errorCode: 'Forbidden.NoPermission' });
    sandbox.world.setSettings({ keyPolicyBindsServiceRole: false });
    expect(await newest()).not.toHaveProperty('errorCode');
  });

  test('other callers make noise that is no proof', async () => {
    await start(
      '',
      `
    noise:
      - { region: cn-hangzhou, event: GetSecretValue, secret: db-password, every: PT1H }
      - { region: cn-hangzhou, event: Decrypt, role: aliyunossrole, key: second, every: PT1H }`,
    );
    const [secret] = await events({ ServiceName: 'Kms', EventName: 'GetSecretValue' });
    expect(secret).toMatchObject({
      resourceType: 'ACS::KMS::Secret',
      resourceName: 'db-password',
      requestParameters: { SecretName: 'db-password' },
    });
    const [other] = await events({ ResourceName: 'key-second', EventName: 'Decrypt' });
    expect(other).toMatchObject({ userIdentity: { userName: 'aliyunossrole:1000000000000001' } });
    const names = fieldsAt((await lookup(byRole)).body, 'Events', 'eventName');
    expect(new Set(names)).toEqual(new Set(['Decrypt', 'Encrypt', 'GetSecretValue']));
  });
});
