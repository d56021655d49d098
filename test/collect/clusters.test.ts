import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { collectClusters } from '../../shared/collect/clusters.ts';
import type { Cluster } from '../../shared/model/cluster.ts';
import { ACCOUNT, policy } from '../builders.ts';
import { callsOf, setFaults } from '../e2e/run-cli.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const settings = { regions: [] as string[], site: 'china' as const, policy: policy() };
const collect = (sandbox: Sandbox, change: Partial<typeof settings> = {}) =>
  collectClusters(cloudOf(sandbox), { ...settings, ...change }, Promise.resolve(ACCOUNT));

async function clustersOf(
  sandbox: Sandbox,
  change: Partial<typeof settings> = {},
): Promise<readonly Cluster[]> {
  const { clusters } = await collect(sandbox, change);
  if (!clusters.seen) throw new Error(clusters.detail);
  return clusters.value;
}

describe('a list of three pages', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      generate: { clusters: 120, regions: 3, keys: 12, seed: 7 },
      rates: 'off',
    });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
  });

  test('is read with three calls, each cluster once, with the region of its entry', async () => {
    const clusters = await clustersOf(sandbox);
    expect(new Set(clusters.map(({ id }) => id)).size).toBe(120);
    expect(new Set(clusters.map(({ region }) => region)).size).toBe(3);
    expect((await callsOf(sandbox))['DescribeClustersV1']).toBe(3);
  });

  test('is in the same order whichever page arrives first', async () => {
    const inTurn = await clustersOf(sandbox);
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
    await setFaults(sandbox, [
      { kind: 'slow', action: 'DescribeClustersV1', from: 2, times: 1, delayMs: 200 },
    ]);
    expect((await clustersOf(sandbox)).map(({ id }) => id)).toEqual(inTurn.map(({ id }) => id));
  });

  test('is narrowed to the wanted regions', async () => {
    const clusters = await clustersOf(sandbox, { regions: ['cn-shanghai'] });
    expect(new Set(clusters.map(({ region }) => region))).toEqual(new Set(['cn-shanghai']));
  });

  test.each([
    ['repeatPage', 6],
    ['emptyPageWithToken', 4], // nothing comes after an empty page
  ])('that comes with %s is read again, and then seen in part', async (kind, calls) => {
    await setFaults(sandbox, [{ kind, action: 'DescribeClustersV1', from: 2 }]);
    const { clusters } = await collect(sandbox);
    expect(clusters).toMatchObject({
      seen: true,
      missing: [
        {
          because: 'malformed',
          detail: 'the list holds 50 of 120 clusters',
          thing: { type: 'account', id: ACCOUNT, facet: 'cs:GetClusters' },
        },
      ],
    });
    expect(clusters.seen && clusters.value).toHaveLength(50);
    expect((await callsOf(sandbox))['DescribeClustersV1']).toBe(calls);
  });

  test('that comes with one repeated page is complete at the second reading', async () => {
    await setFaults(sandbox, [{ kind: 'repeatPage', action: 'DescribeClustersV1', nth: 2 }]);
    expect(await clustersOf(sandbox)).toHaveLength(120);
  });

  test('of which one page cannot be had keeps the others', async () => {
    await setFaults(sandbox, [{ kind: 'deny', action: 'DescribeClustersV1', nth: 3 }]);
    const { clusters } = await collect(sandbox);
    expect(clusters).toMatchObject({
      seen: true,
      missing: [
        { because: 'denied', permission: 'cs:GetClusters', detail: expect.stringMatching(/^page [23]: /) },
      ],
    });
    expect(clusters.seen && clusters.value.length).toBeOneOf([70, 100]); // whichever page arrives third
    expect((await callsOf(sandbox))['DescribeClustersV1']).toBe(3);
  });

  test('of which the first page cannot be had is not seen at all', async () => {
    await setFaults(sandbox, [{ kind: 'deny', action: 'DescribeClustersV1' }]);
    expect((await collect(sandbox)).clusters).toMatchObject({ seen: false, because: 'denied' });
  });
});

describe('the flag', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
  });

  const flagOf = async () => (await clustersOf(sandbox)).find(({ name }) => name === 'pay-prod')?.encryption;
  const on = { seen: true, value: { on: true, keyId: 'key-hzz00000000000000001a' } };

  test.each([
    ['normal', on, 0],
    ['object', on, 0],
    ['stringBooleans', on, 0],
    ['missing', { seen: false, because: 'malformed' }, 1],
    ['null', { seen: false, because: 'malformed' }, 1],
    ['empty', { seen: false, because: 'malformed' }, 1],
    ['notJson', { seen: false, because: 'malformed' }, 1],
    ['noCapabilities', { seen: false, because: 'malformed' }, 1],
    ['capabilitiesNull', { seen: false, because: 'malformed' }, 1],
    ['capabilitiesText', { seen: false, because: 'malformed' }, 1],
    ['flagOnly', { seen: false, because: 'malformed' }, 1],
    ['keyOnly', { seen: false, because: 'malformed' }, 1],
    ['onWithoutKey', { seen: false, because: 'malformed' }, 1],
    ['noFlags', { seen: true, value: { on: false, reported: false } }, 1],
  ] as const)(
    'that comes as %s is read or unknown, and detail is asked only when it is unclear',
    async (metaData, expected, details) => {
      sandbox.world.setWire({ cluster: 'pay-prod', metaData });
      expect(await flagOf()).toMatchObject(expected);
      expect((await callsOf(sandbox))['DescribeClusterDetail'] ?? 0).toBe(details);
    },
  );

  test('that is unclear in the list and clear in the detail is clear', async () => {
    sandbox.world.setWire({ cluster: 'pay-prod', list: { meta_data: '' } });
    expect(await flagOf()).toMatchObject(on);
  });

  test('whose detail is denied is unknown, and names the RAM action', async () => {
    sandbox.world.setWire({ cluster: 'pay-prod', list: { meta_data: '' } });
    sandbox.world.deny({ action: 'cs:DescribeClusterDetail' });
    expect(await flagOf()).toMatchObject({
      seen: false,
      because: 'denied',
      permission: 'cs:DescribeClusterDetail',
      thing: { type: 'cluster', name: 'pay-prod' },
    });
  });
});
