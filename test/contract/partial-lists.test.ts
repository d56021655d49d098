import { describe, expect, onTestFinished, test } from 'vitest';
import { ram } from '../../shared/cloud/ram.ts';
import { collectNetwork } from '../../shared/collect/network.ts';
import { ACCOUNT, NOW } from '../builders.ts';
import { fastClock } from '../e2e/run-cli.ts';
import { cloudOf } from '../sandbox-cloud.ts';
import { type Reply, scriptedServer } from '../scripted-server.ts';
import { ABOUT_ONE, ALL, type Came, CHAINED, COUNTED, type List, ROLE, SINGLE } from './lists.ts';

async function collectFrom(list: List, ...replies: [Reply, ...Reply[]]): Promise<Came> {
  const [first, ...later] = replies;
  const beside = Array.from({ length: list.beside ?? 0 }, () => first);
  const server = await scriptedServer(first, ...beside, ...later);
  onTestFinished(() => server.close());
  const caller = { accessKeyId: 'LTAItestLists', accessKeySecret: 'testSecret', now: () => NOW };
  return list.collect(cloudOf({ url: `http://${server.host}`, ...caller }, { clock: fastClock }));
}

const ok = (body: object): Reply => ({ status: 200, body });
const FAILURE: Reply = { status: 403, body: { Code: 'Forbidden.RAM', Message: 'denied' } };
const sorted = ({ ids }: Came) => [...ids].sort();
const isTold = { gaps: expect.toSatisfy((gaps: number) => gaps > 0) };

test('every operation of the cloud is here', () => {
  const lists = [...COUNTED, ...CHAINED, ...SINGLE, ROLE].map(({ action }) => action);
  expect([...lists, ...ABOUT_ONE].sort()).toEqual([...new Set(ALL)].sort());
});

describe.each([...COUNTED, ...CHAINED, ...SINGLE, ROLE].map((list) => [list.action, list] as const))(
  '%s',
  (_, list) => {
    const [A, B] = [list.entry('a'), list.entry('b')];
    const whole = (entries: unknown) =>
      ok(list.page(entries, { total: Array.isArray(entries) ? entries.length : 2 }));

    test('a whole list has no gap', async () => {
      expect(await collectFrom(list, whole([A, B]))).toEqual({ ids: ['a', 'b'], gaps: 0 });
    });

    test.each([
      ['null', null],
      ['a text', 'x'],
      ['an empty object', {}],
      ['an id that is a number', list.entry(42)],
      ['an id that is null', list.entry(null)],
    ])('%s among the entries: the others stay, and it is told', async (_what, odd) => {
      const told = await collectFrom(list, whole([A, odd, B]));
      expect(sorted(told)).toEqual(['a', 'b']);
      expect(told).toMatchObject(isTold);
    });

    test('no list: nothing comes, and nothing breaks', async () => {
      expect((await collectFrom(list, whole(null))).ids).toEqual([]);
    });

    test('a list that is no list is told', async () => {
      expect(await collectFrom(list, whole('x'))).toMatchObject({ ids: [], ...isTold });
    });
  },
);

describe.each(
  [...COUNTED, ...CHAINED, ...SINGLE]
    .filter(({ action }) => action !== 'LookupEvents') // a call that is counted twice proves no more
    .map((list) => [list.action, list] as const),
)('%s', (_, list) => {
  test('an entry twice: each stays once, and it is told', async () => {
    const [A, B] = [list.entry('a'), list.entry('b')];
    const told = await collectFrom(list, ok(list.page([A, A, B], { total: 3 })));
    expect(sorted(told)).toEqual(['a', 'b']);
    expect(told).toMatchObject(isTold);
  });
});

describe.each(COUNTED.map((list) => [list.action, list] as const))('%s', (_, list) => {
  const both = [list.entry('a'), list.entry('b')];

  test.each([
    ['one higher', 3],
    ['one lower', 1],
    ['not told', undefined],
    ['a word', 'many'],
    ['null', null],
    ['absurd', 1e15],
  ])('a total that is %s: what came stays, and it is told', async (_what, total) => {
    const told = await collectFrom(list, ok(list.page(both, { total })));
    expect(sorted(told)).toEqual(['a', 'b']);
    expect(told).toMatchObject(isTold);
  });

  test('a total that is text counts as its number', async () => {
    expect(await collectFrom(list, ok(list.page(both, { total: '2' })))).toEqual({
      ids: ['a', 'b'],
      gaps: 0,
    });
  });

  test.each([
    ['fails', FAILURE],
    ['is empty', ok(list.page([], { total: 101 }))],
    ['is null', ok(list.page(null, { total: 101 }))],
    ['is the first again', ok(list.page(both, { total: 101 }))],
  ])('a second page that %s: the first stays, and it is told', async (_what, second) => {
    const told = await collectFrom(list, ok(list.page(both, { total: 101 })), second);
    expect(sorted(told)).toEqual(['a', 'b']);
    expect(told).toMatchObject(isTold);
  });
});

describe.each(CHAINED.map((list) => [list.action, list] as const))('%s', (_, list) => {
  const [A, B] = [list.entry('a'), list.entry('b')];
  const first = ok(list.page([A], { next: 't1', cut: true }));

  test('an empty page that names the next one is no end', async () => {
    const empty = ok(list.page([], { next: 't1', cut: true }));
    expect(await collectFrom(list, empty, ok(list.page([A, B], {})))).toEqual({ ids: ['a', 'b'], gaps: 0 });
  });

  test.each([
    ['fails', FAILURE],
    ['names itself as the next', first],
    ['names what is no token', ok(list.page([B], { next: { a: 1 }, cut: true }))],
  ])('a second page that %s: what came stays, and it is told', async (_what, second) => {
    const told = await collectFrom(list, first, second);
    expect(told.ids).toContain('a');
    expect(told).toMatchObject(isTold);
  });
});

describe.each(
  [...CHAINED, ROLE]
    .filter(({ action }) => action in byAction(ram))
    .map((list) => [list.action, list] as const),
)('%s', (_, list) => {
  test.each([
    ['an entry', [list.entry('a')], ['a']],
    ['nothing', [], []],
  ])('an answer with %s that is cut short and names no next page is told', async (_what, entries, ids) => {
    const told = await collectFrom(list, ok(list.page(entries, { cut: true })));
    expect(told.ids).toEqual(ids);
    expect(told).toMatchObject(isTold);
  });
});

function byAction(service: Readonly<Record<string, { action: string }>>): Record<string, true> {
  return Object.fromEntries(Object.values(service).map(({ action }) => [action, true]));
}

test('rules of a security group that came in part decide nothing', async () => {
  const rule = { Policy: 'Accept', IpProtocol: 'ALL', PortRange: '-1/-1', DestCidrIp: '0.0.0.0/0' };
  const page = { Permissions: { Permission: [{ ...rule, Direction: 'egress', Priority: 1 }] } };
  const place = { cluster: 'c', region: 'cn-hangzhou', name: 'c', securityGroup: 'sg', vSwitches: [] };
  const list: List = {
    action: 'DescribeSecurityGroupAttribute',
    entry: () => rule,
    page: () => page,
    collect: async (cloud) => {
      const { clusters } = await collectNetwork(cloud, ACCOUNT, [place]);
      const read = clusters.filter(({ securityGroup }) => securityGroup.outbound.seen);
      return { ids: read.map(({ cluster }) => cluster), gaps: clusters.length - read.length };
    },
  };
  expect(await collectFrom(list, ok(page))).toEqual({ ids: ['c'], gaps: 0 });
  const told = await collectFrom(list, ok({ ...page, NextToken: 't1' }), FAILURE);
  expect(told).toEqual({ ids: [], gaps: 1 });
});
