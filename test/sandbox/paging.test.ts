import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, askCs, at, fieldsAt, listAt } from './signed.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ generate: { clusters: 120, regions: 2, keys: 46, seed: 3 }, rates: 'off' });
});

afterAll(async () => {
  await sandbox.close();
});

async function clusters(params: Record<string, string>) {
  return await askCs(sandbox, 'GET', '/api/v1/clusters', { params });
}

describe('DescribeClustersV1', () => {
  test('every cluster once over all pages', async () => {
    const ids: unknown[] = [];
    for (const page_number of ['1', '2', '3', '4']) {
      const { body } = await clusters({ page_size: '50', page_number });
      ids.push(...fieldsAt(body, 'clusters', 'cluster_id'));
      expect(at(body, 'page_info')).toEqual({
        page_number: Number(page_number),
        page_size: 50,
        total_count: 120,
      });
    }
    expect(ids).toHaveLength(120);
    expect(new Set(ids).size).toBe(120);
  });

  test('a page size above 50 is answered with 50, and says so', async () => {
    const { body } = await clusters({ page_size: '500' });
    expect(listAt(body, 'clusters')).toHaveLength(50);
    expect(at(body, 'page_info.page_size')).toBe(50);
  });

  test('ten when nothing is asked, none past the end', async () => {
    expect(listAt((await clusters({})).body, 'clusters')).toHaveLength(10);
    expect(listAt((await clusters({ page_number: '13' })).body, 'clusters')).toHaveLength(0);
    expect((await clusters({ page_size: '0' })).code).toBe('InvalidParameter');
  });

  test('filters narrow list and total', async () => {
    const { body } = await clusters({ region_id: 'cn-shanghai', page_size: '50' });
    expect(new Set(fieldsAt(body, 'clusters', 'region_id'))).toEqual(new Set(['cn-shanghai']));
    expect(at(body, 'page_info.total_count')).toBe(60);
    const edge = await clusters({ profile: 'edge', page_size: '50' });
    expect(new Set(fieldsAt(edge.body, 'clusters', 'profile'))).toEqual(new Set(['Edge']));
    const one = await clusters({ cluster_id: `c${'1'.padStart(32, '0')}` });
    expect(listAt(one.body, 'clusters')).toHaveLength(1);
    const spec = await clusters({ cluster_spec: 'ack.pro.2xlarge', page_size: '50' });
    expect(new Set(fieldsAt(spec.body, 'clusters', 'cluster_spec'))).toEqual(new Set(['ack.pro.2xlarge']));
    const type = await clusters({ cluster_type: 'ExternalKubernetes' });
    expect(at(type.body, 'page_info.total_count')).toBe(0);
    const name = textOf(at(one.body, 'clusters.0.name'));
    const named = await clusters({ name });
    expect(fieldsAt(named.body, 'clusters', 'name')).toContain(name);
  });

  function textOf(value: unknown): string {
    if (typeof value !== 'string') throw new Error('no text');
    return value;
  }

  test('a regional endpoint can be set to list its own region only', async () => {
    sandbox.world.setSettings({ clusterListScope: 'region' });
    try {
      const regional = await ask(
        sandbox,
        'cs.cn-shanghai',
        'x',
        {},
        { method: 'GET', path: '/api/v1/clusters' },
      );
      expect(at(regional.body, 'page_info.total_count')).toBe(60);
      const central = await ask(sandbox, 'cs', 'x', {}, { method: 'GET', path: '/api/v1/clusters' });
      expect(at(central.body, 'page_info.total_count')).toBe(120);
    } finally {
      sandbox.world.setSettings({ clusterListScope: 'account' });
    }
  });
});

describe('ListKeys', () => {
  test('every key of the region once over all pages', async () => {
    const ids: unknown[] = [];
    for (const PageNumber of ['1', '2', '3']) {
      const { body } = await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys', { PageNumber });
      ids.push(...fieldsAt(body, 'Keys.Key', 'KeyId'));
      expect(body).toMatchObject({ PageNumber: Number(PageNumber), PageSize: 10, TotalCount: 23 });
    }
    expect(new Set(ids).size).toBe(23);
  });

  test('filters: alternatives inside one, together between several', async () => {
    const wanted = ['key-gen000000000000000000', 'key-gen000000000000000002'];
    const Filters = JSON.stringify([
      { Key: 'KeyId', Values: [...wanted, 'key-none'] },
      { Key: 'KeyState', Values: ['Enabled'] },
      { Key: 'CreatorType', Values: ['User'] },
    ]);
    const { body } = await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys', { Filters });
    expect(fieldsAt(body, 'Keys.Key', 'KeyId')).toEqual(wanted);
    const none = JSON.stringify([{ Key: 'CreatorType', Values: ['Service'] }]);
    const services = await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys', { Filters: none });
    expect(at(services.body, 'TotalCount')).toBe(0);
  });
});
