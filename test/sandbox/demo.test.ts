import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, ask, askCs, at, listAt, textAt } from './signed.ts';

let sandbox: Sandbox;
const entries = new Map<string, unknown>();

beforeAll(async () => {
  sandbox = await startSandbox({ rates: 'off' });
  const { body } = await askCs(sandbox, 'GET', '/api/v1/clusters', { params: { page_size: '50' } });
  for (const entry of listAt(body, 'clusters')) entries.set(textAt(entry, 'name'), entry);
});

afterAll(async () => {
  await sandbox.close();
});

function entry(name: string): unknown {
  const found = entries.get(name);
  if (found === undefined) throw new Error(`no cluster ${name}`);
  return found;
}

function flags(name: string): { on: unknown; key: unknown } {
  const capabilities = at(JSON.parse(textAt(entry(name), 'meta_data')), 'Capabilities');
  const disabled = at(capabilities, 'DisableEncryption');
  return { on: disabled === undefined ? undefined : !disabled, key: at(capabilities, 'EncryptionKMSKeyId') };
}

async function key(region: string, KeyId: string): Promise<unknown> {
  const answer = await ask(sandbox, `kms.${region}`, 'DescribeKey', { KeyId });
  return at(answer.body, 'KeyMetadata') ?? answer.code;
}

async function events(region: string, pairs: Record<string, string>): Promise<unknown[]> {
  const params: Record<string, string> = {
    MaxResults: '50',
    StartTime: '2026-08-26T00:00:00Z',
    EndTime: '2026-11-23T00:00:00Z',
  };
  for (const [index, [name, value]] of Object.entries(pairs).entries()) {
    params[`LookupAttribute.${index + 1}.Key`] = name;
    params[`LookupAttribute.${index + 1}.Value`] = value;
  }
  return listAt((await ask(sandbox, `actiontrail.${region}`, 'LookupEvents', params)).body, 'Events');
}

test('29 clusters in five regions', () => {
  expect(entries.size).toBe(29);
  const regions = new Set([...entries.values()].map((one) => at(one, 'region_id')));
  expect(regions).toEqual(new Set(['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'cn-shenzhen', 'cn-chengdu']));
});

describe('healthy: on, with a key that works, and proof of use', () => {
  test.each([
    {
      name: 'pay-prod',
      shape: { profile: 'Default' },
      metadata: { DKMSInstanceId: '', ProtectionLevel: 'SOFTWARE' },
    },
    {
      name: 'checkout-prod',
      shape: { cluster_spec: 'ack.pro.xlarge' },
      metadata: { DKMSInstanceId: 'kst-hzz0000000000000001', ProtectionLevel: 'SOFTWARE' },
    },
    {
      name: 'search-prod',
      shape: { cluster_spec: 'ack.pro.2xlarge' },
      metadata: { DKMSInstanceId: 'kst-shh0000000000000001', ProtectionLevel: 'HSM' },
    },
    { name: 'store-edge', shape: { profile: 'Edge' }, metadata: {} },
    { name: 'jobs-serverless', shape: { profile: 'Serverless', size: 0 }, metadata: {} },
  ])('$name', async ({ name, shape, metadata }) => {
    expect(entry(name)).toMatchObject({ state: 'running', cluster_type: 'ManagedKubernetes', ...shape });
    const { on, key: keyId } = flags(name);
    const region = textAt(entry(name), 'region_id');
    expect(on).toBe(true);
    const found = await key(region, String(keyId));
    expect(found).toMatchObject({
      KeyState: 'Enabled',
      KeySpec: 'Aliyun_AES_256',
      KeyUsage: 'ENCRYPT/DECRYPT',
      DeletionProtection: 'Enabled',
      ...metadata,
    });
    const used = await events(region, { ResourceName: String(keyId), EventName: 'Decrypt' });
    expect(used.length).toBeGreaterThan(5);
    expect(used[0]).toMatchObject({
      userIdentity: { userName: 'aliyuncsmanagedsecurityrole:1000000000000001' },
    });
    expect(used[0]).not.toHaveProperty('errorCode');
  });
});

describe('encryption that is not on, not yet, or not clear', () => {
  test('web-prod: never switched on, created by bob', async () => {
    expect(flags('web-prod')).toEqual({ on: false, key: '' });
    expect(await events('cn-hangzhou', { EventName: 'CreateCluster' })).toMatchObject([
      { userIdentity: { userName: 'bob' } },
    ]);
    expect(
      await events('cn-hangzhou', {
        ResourceName: textAt(entry('web-prod'), 'cluster_id'),
        EventName: 'UpdateKMSEncryption',
      }),
    ).toEqual([]);
  });

  test('crm-prod: off, the old key id kept, switched off two days ago by bob', async () => {
    expect(flags('crm-prod')).toEqual({ on: false, key: 'key-hzz00000000000000003c' });
    const pair = { ResourceName: textAt(entry('crm-prod'), 'cluster_id'), EventName: 'UpdateKMSEncryption' };
    expect(await events('cn-hangzhou', pair)).toMatchObject([
      {
        eventTime: '2026-11-20T09:00:00Z',
        userIdentity: { type: 'ram-user', userName: 'bob' },
        requestParameters: { body: '{"disable_encryption":true}' },
      },
    ]);
  });

  test('ledger-prod: updating, since two minutes', () => {
    expect(entry('ledger-prod')).toMatchObject({ state: 'updating', updated: '2026-11-23T07:58:00+08:00' });
    expect(flags('ledger-prod')).toEqual({ on: false, key: '' });
  });

  test('ads-prod: stuck in updating for three hours', async () => {
    expect(entry('ads-prod')).toMatchObject({ state: 'updating', updated: '2026-11-23T05:00:00+08:00' });
    const pair = { ResourceName: textAt(entry('ads-prod'), 'cluster_id'), EventName: 'UpdateKMSEncryption' };
    expect(await events('cn-shanghai', pair)).toMatchObject([{ eventTime: '2026-11-22T21:00:00Z' }]);
  });

  test('analytics-dev: initial', () => {
    expect(entry('analytics-dev')).toMatchObject({
      state: 'initial',
      tags: null,
      updated: '0001-01-01T00:00:00Z',
    });
    expect(flags('analytics-dev')).toEqual({ on: undefined, key: undefined });
  });

  test('gateway-prod: contradictory, in the detail too', async () => {
    expect(flags('gateway-prod')).toEqual({ on: true, key: '' });
    const { body } = await askCs(sandbox, 'GET', `/clusters/${textAt(entry('gateway-prod'), 'cluster_id')}`);
    expect(at(body, 'meta_data')).toBe(at(entry('gateway-prod'), 'meta_data'));
  });

  test.each([
    { name: 'dev-basic', shape: { cluster_type: 'ManagedKubernetes', cluster_spec: 'ack.standard' } },
    { name: 'legacy-dedicated', shape: { cluster_type: 'Kubernetes', cluster_spec: '' } },
    {
      name: 'onprem-idc',
      shape: { cluster_type: 'ExternalKubernetes', state: 'disconnected', meta_data: '' },
    },
  ])('$name: not applicable', ({ name, shape }) => {
    expect(entry(name)).toMatchObject(shape);
  });
});

describe('keys with a flaw', () => {
  test('order-prod and stock-prod share a key that dana disabled; Decrypt fails since', async () => {
    const id = 'key-hzz00000000000000004d';
    expect([flags('order-prod').key, flags('stock-prod').key]).toEqual([id, id]);
    expect(await key('cn-hangzhou', id)).toMatchObject({ KeyState: 'Disabled' });
    expect(await events('cn-hangzhou', { ResourceName: id, EventName: 'DisableKey' })).toMatchObject([
      {
        userIdentity: { type: 'assumed-role', userName: 'AliyunReservedSSO-PlatformAdmin:dana.wu' },
        sourceIpAddress: '203.0.113.30',
      },
    ]);
    const calls = await events('cn-hangzhou', { ResourceName: id, EventName: 'Decrypt' });
    const failing = calls.filter((event) => at(event, 'errorCode') === 'Rejected.Disabled');
    expect(failing.length).toBeGreaterThanOrEqual(8);
    expect(calls.length).toBeGreaterThan(failing.length);
    expect(calls.slice(0, failing.length)).toEqual(failing);
  });

  test('member-prod: to be deleted, by alice', async () => {
    const id = String(flags('member-prod').key);
    expect(await key('cn-hangzhou', id)).toMatchObject({
      KeyState: 'PendingDeletion',
      DeleteDate: '2026-11-28T20:00:00Z',
    });
    expect(await events('cn-hangzhou', { ResourceName: id, EventName: 'ScheduleKeyDeletion' })).toMatchObject(
      [{ userIdentity: { userName: 'alice' } }],
    );
  });

  test.each([
    { name: 'report-prod', what: 'wrong spec', metadata: { KeySpec: 'Aliyun_SM4' } },
    { name: 'vault-prod', what: 'service key', metadata: { Creator: 'Ecs' } },
    { name: 'audit-prod', what: 'no deletion protection', metadata: { DeletionProtection: 'Disabled' } },
    {
      name: 'live-prod',
      what: 'imported material about to expire',
      metadata: { Origin: 'EXTERNAL', MaterialExpireTime: '2026-12-05T00:00:00Z' },
    },
    {
      name: 'wiki-prod',
      what: 'rotated after use',
      metadata: { AutomaticRotation: 'Enabled', LastRotationDate: '2026-11-03T00:00:00Z' },
    },
  ])('$name: $what', async ({ name, metadata }) => {
    const { on, key: id } = flags(name);
    expect(on).toBe(true);
    expect(await key(textAt(entry(name), 'region_id'), String(id))).toMatchObject({
      KeyState: 'Enabled',
      ...metadata,
    });
  });

  test('wiki-prod: two versions, and Decrypt still uses the older', async () => {
    const id = String(flags('wiki-prod').key);
    const { body } = await ask(sandbox, 'kms.cn-hangzhou', 'ListKeyVersions', { KeyId: id });
    const [, older] = listAt(body, 'KeyVersions.KeyVersion');
    const [decrypt] = await events('cn-hangzhou', { ResourceName: id, EventName: 'Decrypt' });
    expect(at(decrypt, 'responseElements.KeyVersionId')).toBe(at(older, 'KeyVersionId'));
  });

  test('media-prod: an instance that ends in five days', async () => {
    expect(await key('cn-shanghai', String(flags('media-prod').key))).toMatchObject({
      DKMSInstanceId: 'kst-shh0000000000000002',
    });
    const { body } = await ask(sandbox, 'kms.cn-shanghai', 'GetKmsInstance', {
      KmsInstanceId: 'kst-shh0000000000000002',
    });
    expect(body).toMatchObject({
      KmsInstance: { Status: 'Connected', ChargeType: 'PREPAY', EndDate: '2026-11-28T00:00:00Z' },
    });
  });

  test('bi-prod: a narrowed key policy', async () => {
    const { body } = await ask(sandbox, 'kms.cn-beijing', 'GetKeyPolicy', {
      KeyId: String(flags('bi-prod').key),
    });
    const policy = JSON.parse(textAt(body, 'Policy'));
    expect(policy.Statement[0].Principal.RAM).not.toContain('acs:ram::1000000000000001:*');
    const [newest] = await events('cn-beijing', {
      ResourceName: String(flags('bi-prod').key),
      EventName: 'Decrypt',
    });
    expect(newest).not.toHaveProperty('errorCode');
  });

  test('dr-prod: a key of another region', async () => {
    const arn = 'acs:kms:cn-shanghai:1000000000000001:key/key-shh00000000000000001a';
    expect(flags('dr-prod')).toEqual({ on: true, key: arn });
    expect(await key('cn-beijing', arn)).toBe('Forbidden.KeyNotFound');
  });
});

describe('surroundings', () => {
  test('mail-prod was upgraded across 1.31', () => {
    expect(entry('mail-prod')).toMatchObject({
      init_version: '1.28.3-aliyun.1',
      current_version: '1.32.7-aliyun.1',
    });
    expect(flags('mail-prod').on).toBe(true);
  });

  test('archive-prod, below 1.31, made no call in 90 days', async () => {
    expect(entry('archive-prod')).toMatchObject({ current_version: '1.28.15-aliyun.1' });
    const id = String(flags('archive-prod').key);
    expect(await events('cn-beijing', { ResourceName: id, ResourceType: 'ACS::KMS::Key' })).toEqual([]);
  });

  test('legal-prod: keys may not be described in its region', async () => {
    expect(await key('cn-shenzhen', String(flags('legal-prod').key))).toBe('Forbidden.NoPermission');
    expect((await ask(sandbox, 'kms.cn-shenzhen', 'DescribeAccountKmsStatus')).status).toBe(200);
  });

  test('backup-prod: KMS in debt', async () => {
    expect(at((await ask(sandbox, 'kms.cn-chengdu', 'DescribeAccountKmsStatus')).body, 'AccountStatus')).toBe(
      'InDebt',
    );
    expect(await key('cn-chengdu', String(flags('backup-prod').key))).toMatchObject({ KeyState: 'Enabled' });
    for (const region of ['cn-hangzhou', 'cn-shanghai', 'cn-beijing']) {
      expect(
        at((await ask(sandbox, `kms.${region}`, 'DescribeAccountKmsStatus')).body, 'AccountStatus'),
      ).toBe('Enabled');
    }
  });

  test('trails: two regions covered, one stopped, the others without', async () => {
    const trail = async (region: string) =>
      at(
        (await ask(sandbox, `actiontrail.${region}`, 'DescribeTrails', { IncludeShadowTrails: 'true' })).body,
        'TrailList',
      );
    expect(await trail('cn-hangzhou')).toMatchObject([
      { TrailRegion: 'cn-hangzhou', Status: 'Enable', EventRW: 'All' },
    ]);
    expect(await trail('cn-shanghai')).toMatchObject([{ TrailRegion: 'cn-shanghai', Status: 'Enable' }]);
    expect(await trail('cn-beijing')).toMatchObject([
      { TrailRegion: 'cn-beijing', Status: 'Disable', EventRW: 'Write' },
    ]);
    expect(await trail('cn-shenzhen')).toEqual([]);
  });

  test('the service role is fine', async () => {
    const { body } = await ask(sandbox, 'ram', 'ListPoliciesForRole', {
      RoleName: 'AliyunCSManagedSecurityRole',
    });
    expect(listAt(body, 'Policies.Policy')).toMatchObject([
      { PolicyName: 'AliyunCSManagedSecurityRolePolicy' },
    ]);
  });

  test('a refused attempt on pay-prod is on record', async () => {
    const pair = { ResourceName: textAt(entry('pay-prod'), 'cluster_id'), EventName: 'UpdateKMSEncryption' };
    expect(await events('cn-hangzhou', pair)).toMatchObject([
      { errorCode: 'ForbiddenUpdateKMSState', userIdentity: { userName: 'carol' } },
    ]);
  });

  test('the caller may only read', async () => {
    const cluster = textAt(entry('pay-prod'), 'cluster_id');
    expect(
      (await askCs(sandbox, 'PUT', `/clusters/${cluster}/kms`, { json: { disable_encryption: true } })).code,
    ).toBe('StatusForbidden');
    expect((await ask(sandbox, 'kms.cn-hangzhou', 'DisableKey', { KeyId: 'alias/ack-pay' })).code).toBe(
      'Forbidden.NoPermission',
    );
    expect(
      (await ask(sandbox, 'actiontrail.cn-hangzhou', 'StopLogging', { Name: 'audit-hangzhou' })).code,
    ).toBe('NoPermission');
  });
});

describe('billing', () => {
  async function spentOn(BillingDate: string): Promise<Record<string, number>> {
    const params = { BillingCycle: '2026-11', Granularity: 'DAILY', BillingDate, IsGroupByProduct: 'true' };
    const { body } = await ask(sandbox, 'business', 'QueryAccountBill', params);
    const rows = listAt(body, 'Data.Items.Item');
    return Object.fromEntries(
      rows.map((row) => [textAt(row, 'ProductCode'), Number(at(row, 'PretaxAmount'))]),
    );
  }

  test('a storm of calls two days ago', async () => {
    const [usual = 0, then = 0] = [
      (await spentOn('2026-11-20'))['kms'],
      (await spentOn('2026-11-21'))['kms'],
    ];
    expect(usual).toBeGreaterThan(40);
    expect(then).toBeGreaterThan(3 * usual);
    expect(Object.keys(await spentOn('2026-11-19'))).toEqual(['kms', 'ecs', 'slb', 'oss']);
  });

  test('a hosted key that no cluster uses', async () => {
    expect(JSON.stringify([...entries.values()])).not.toContain('key-hzz00000000000000009j');
    expect(await key('cn-hangzhou', 'key-hzz00000000000000009j')).toMatchObject({ ProtectionLevel: 'HSM' });
  });

  test('a balance for nineteen days', async () => {
    const own = await startSandbox({ rates: 'off' });
    const available = async () =>
      Number(
        textAt((await ask(own, 'business', 'QueryAccountBalance')).body, 'Data.AvailableAmount').replace(
          ',',
          '',
        ),
      );
    await advance(own, 'P18D');
    expect(await available()).toBeGreaterThan(0);
    await advance(own, 'P2D');
    expect(await available()).toBeLessThan(0);
    await own.close();
  });
});
