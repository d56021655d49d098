import { describe, expect, test } from 'vitest';
import { generatedScenario } from '../../sandbox/generate.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, askCs, at, fieldsAt, type Keys, listAt, textAt } from './signed.ts';

const size = { clusters: 400, regions: 5, keys: 100, seed: 7 };

async function clusters(sandbox: Sandbox): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const params = { page_number: `${page}`, page_size: '50' };
    const { body } = await askCs(sandbox, 'GET', '/api/v1/clusters', { params });
    found.push(...listAt(body, 'clusters'));
    if (found.length >= Number(at(body, 'page_info.total_count'))) return found;
  }
}

describe('a generated world', () => {
  test('has the size that was asked for, spread over the regions', async () => {
    const sandbox = await startSandbox({ generate: size, rates: 'off' });
    const found = await clusters(sandbox);
    expect(found).toHaveLength(400);
    const regions = new Map<unknown, number>();
    for (const cluster of found)
      regions.set(at(cluster, 'region_id'), (regions.get(at(cluster, 'region_id')) ?? 0) + 1);
    expect([...regions.values()]).toEqual([80, 80, 80, 80, 80]);
    const keys = found.map(
      (cluster) => /"EncryptionKMSKeyId":"([^"]+)"/.exec(String(at(cluster, 'meta_data')))?.[1],
    );
    expect(new Set(keys.filter((key) => key !== undefined)).size).toBe(100);
    await sandbox.close();
  });

  test('is the same for the same seed, another for another', async () => {
    expect(generatedScenario(size)).toEqual(generatedScenario(size));
    expect(generatedScenario({ ...size, seed: 8 })).not.toEqual(generatedScenario(size));
    const bodies: string[] = [];
    for (const seed of [7, 7, 8]) {
      const sandbox = await startSandbox({ generate: { ...size, seed }, rates: 'off' });
      const { text } = await ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', { MaxResults: '50' });
      bodies.push(JSON.stringify(await clusters(sandbox)) + text.replace(/"RequestId":"[^"]+"/, ''));
      await sandbox.close();
    }
    expect(bodies[1]).toBe(bodies[0]);
    expect(bodies[2]).not.toBe(bodies[0]);
  });

  test('is mostly healthy: about one in a hundred off, half of that unclear', () => {
    const [account] = generatedScenario({ clusters: 10_000, regions: 25, keys: 1000, seed: 7 }).accounts;
    const all = account?.clusters ?? [];
    const off = all.filter((cluster) => cluster.encryption === 'off').length;
    const unclear = all.filter(
      (cluster) => cluster.metaData !== 'normal' || 'meta_data' in cluster.list,
    ).length;
    expect(off).toBeGreaterThan(60);
    expect(off).toBeLessThan(130);
    expect(unclear).toBeGreaterThan(25);
    expect(unclear).toBeLessThan(75);
    expect(new Set(all.map((cluster) => cluster.version)).size).toBe(6);
    expect(new Set(all.map((cluster) => cluster.profile))).toEqual(
      new Set(['Default', 'Serverless', 'Edge']),
    );
  });

  test('the first fifty events of a region name all its keys', async () => {
    const sandbox = await startSandbox({
      generate: { clusters: 1000, regions: 25, keys: 1000, seed: 7 },
      rates: 'off',
    });
    for (const region of ['cn-hangzhou', 'cn-beijing']) {
      const keys = await ask(sandbox, `kms.${region}`, 'ListKeys', { PageSize: '100' });
      const wanted = fieldsAt(keys.body, 'Keys.Key', 'KeyId');
      expect(wanted).toHaveLength(40);
      const { body } = await ask(sandbox, `actiontrail.${region}`, 'LookupEvents', {
        MaxResults: '50',
        'LookupAttribute.1.Key': 'ServiceName',
        'LookupAttribute.1.Value': 'Kms',
        'LookupAttribute.2.Key': 'RoleName',
        'LookupAttribute.2.Value': 'AliyunCSManagedSecurityRole',
      });
      const named = new Set(fieldsAt(body, 'Events', 'resourceName'));
      expect(wanted.filter((key) => !named.has(key))).toEqual([]);
      expect(textAt(body, 'NextToken')).not.toBe('');
    }
    await sandbox.close();
  });

  test('fewer keys than regions leaves no region without a key', async () => {
    const sandbox = await startSandbox({
      generate: { clusters: 20, regions: 10, keys: 3, seed: 1 },
      rates: 'off',
    });
    const found = await clusters(sandbox);
    expect(new Set(found.map((cluster) => at(cluster, 'region_id'))).size).toBe(3);
    await sandbox.close();
  });
});

describe('generated accounts', () => {
  const many = { accounts: 4, clusters: 20, regions: 3, keys: 5, seed: 7 };

  test('are each as large as asked for, and no id is there twice', () => {
    const { accounts } = generatedScenario(many);
    expect(accounts.map(({ id }) => id)).toEqual([1, 2, 3, 4].map((number) => `100000000000000${number}`));
    expect(accounts.map(({ clusters }) => clusters.length)).toEqual([20, 20, 20, 20]);
    expect(new Set(accounts.flatMap(({ clusters }) => clusters.map(({ id }) => id))).size).toBe(80);
    expect(new Set(accounts.flatMap(({ keys }) => keys.map(({ id }) => id))).size).toBe(20);
  });

  test('are the same for the same seed, and the first one is what it would be alone', () => {
    expect(generatedScenario(many)).toEqual(generatedScenario(many));
    expect(generatedScenario({ ...many, seed: 8 })).not.toEqual(generatedScenario(many));
    const [first] = generatedScenario(many).accounts;
    const [alone] = generatedScenario({ ...many, accounts: 1 }).accounts;
    expect(first).toMatchObject({ clusters: alone?.clusters, keys: alone?.keys });
  });

  test('are members of a directory, and let the user and the function of the first one in', async () => {
    const sandbox = await startSandbox({ generate: many, rates: 'off' });
    const { body } = await ask(sandbox, 'resourcemanager', 'ListAccounts');
    const members = fieldsAt(body, 'Accounts.Account', 'AccountId');
    expect(members).toEqual(['1000000000000002', '1000000000000003', '1000000000000004']);
    const enter = (account: unknown, name: string, keys: Keys = sandbox) =>
      ask(
        sandbox,
        'sts',
        'AssumeRole',
        { RoleArn: `acs:ram::${account}:role/${name}`, RoleSessionName: 'test' },
        { keys },
      );
    for (const member of members) {
      const entered = keysIn((await enter(member, 'sealwatch-readonly')).body);
      const { body: found } = await askCs(sandbox, 'GET', '/api/v1/clusters', { keys: entered });
      expect(at(found, 'page_info.total_count')).toBe(20);
      expect((await enter('1000000000000002', 'sealwatch-readonly', entered)).status).toBe(403);
    }
    await sandbox.close();
  });

  function keysIn(body: unknown): Keys {
    return {
      accessKeyId: textAt(body, 'Credentials.AccessKeyId'),
      accessKeySecret: textAt(body, 'Credentials.AccessKeySecret'),
      securityToken: textAt(body, 'Credentials.SecurityToken'),
    };
  }
});
