import { expect, test } from 'vitest';
import { secretsPlain } from '../../shared/checks/secrets-plain.ts';
import type { ClusterPast } from '../../shared/model/cluster.ts';
import { unseen } from '../../shared/model/observation.ts';
import type { ProvenCluster } from '../../shared/model/proof.ts';
import { countedServers } from '../../shared/observe/counted-servers.ts';
import { cluster, days, NOW, policy, seen } from '../builders.ts';
import { NONE, proof, secretList, server } from './proof-builders.ts';

const past = (change: Partial<ClusterPast> = {}): ClusterPast => ({
  since: days(-30),
  upgraded: null,
  former: [],
  rewritten: null,
  ...change,
});

const judge = (given: ProvenCluster, known: ClusterPast | null = past()) =>
  secretsPlain.evaluate(
    { clusters: [cluster(known ? { past: known } : {})], proofs: [given] },
    policy(),
    NOW,
  );
const plain = (count: number) => server({ read: { ...NONE, plain: count, v2: 400 } });

test.each<[string, ProvenCluster, ClusterPast | null, string]>([
  ['none plain since a start after the switch', proof(), past(), 'pass'],
  ['none plain, and nobody knows of the switch', proof(), null, 'pass'],
  [
    'none plain, nobody knows of the switch, and the configuration was reloaded since the start',
    proof([server({ reloadedAt: days(-0.5) })]),
    null,
    'unknown',
  ],
  [
    'none plain since a start after the switch, and reloaded since',
    proof([server({ reloadedAt: days(-0.5) })]),
    past(),
    'pass',
  ],
  ['through KMS v1', proof([server({ read: { ...NONE, v1: 7 } })]), past(), 'pass'],
  [
    'none plain since a start before the switch',
    proof([server({ startedAt: days(-31) })]),
    past(),
    'unknown',
  ],
  ['nothing opened', proof([server({ read: NONE })]), past(), 'unknown'],
  [
    'fewer opened than there are',
    proof([server({ read: { ...NONE, v2: 3 }, total: 200 })]),
    past(),
    'unknown',
  ],
  [
    'as many opened as there are',
    proof([server({ read: { ...NONE, v2: 200 }, total: 200 })]),
    past(),
    'pass',
  ],
  ['something else opened', proof([server({ read: { ...NONE, v2: 4, other: 1 } })]), past(), 'unknown'],
  ['no time of the start', proof([server({ startedAt: null })]), past(), 'unknown'],
  ['no counters', proof([server({ read: null })]), past(), 'unknown'],
  ['no server', proof([]), past(), 'unknown'],
  ['plain ones', proof([plain(3)]), past(), 'fail'],
  ['plain ones on one of two servers', proof([server(), { ...plain(3), id: 'b' }]), past(), 'fail'],
  [
    'plain ones, one server without counters',
    proof([server({ read: null, id: 'b' }), plain(3)]),
    past(),
    'fail',
  ],
  ['plain ones since a start after the rewriting', proof([plain(3)]), past({ rewritten: days(-2) }), 'fail'],
  [
    'plain ones of before the rewriting, maybe',
    proof([plain(3)]),
    past({ rewritten: days(-0.5) }),
    'unknown',
  ],
])('%s: %s', (_when, given, known, status) => {
  expect(judge(given, known)).toMatchObject([{ resource: 'c-1', status }]);
});

test.each<[string, ProvenCluster, number]>([
  ['no more than there are', proof([{ ...plain(25), total: 6 }]), 6],
  [
    'no more than another server counts',
    proof([{ ...plain(25), total: 6 }, server({ id: 'b', total: 7 })]),
    7,
  ],
  ['no more than were listed', proof([plain(25)], { secrets: seen(secretList([5, 6])) }), 2],
  ['as many as were opened, where nobody counts', proof([plain(25)]), 25],
  ['as many as were opened, where there are more', proof([{ ...plain(25), total: 40 }]), 25],
  ['as many as were opened, where the count comes late', proof([{ ...plain(25), total: 0 }]), 25],
])('up to so many Secrets are in plain text: %s', (_when, given, count) => {
  expect(judge(given)).toMatchObject([{ status: 'fail', evidence: { count, opened: 25 } }]);
});

test('what grew after the rewriting fails, what stood still before it does not', () => {
  const looks = (first: number, then: number) => {
    const before = countedServers([], [plain(first)], days(-0.4));
    return judge(proof([plain(then)], {}, before), past({ rewritten: days(-0.5) }));
  };
  expect(looks(3, 3)).toMatchObject([{ status: 'unknown' }]);
  expect(looks(3, 4)).toMatchObject([{ status: 'fail', evidence: { count: 4 } }]);
});

test('a server that started again counts anew: nothing of before is held against it', () => {
  const before = countedServers([], [{ ...plain(9), startedAt: days(-20) }], days(-2));
  expect(judge(proof([server()], {}, before))).toMatchObject([{ status: 'pass' }]);
});

test('what a server counted that does not answer any more decides nothing', () => {
  const before = countedServers([], [{ ...plain(9), id: 'gone' }], days(-2));
  expect(judge(proof([server()], {}, before))).toMatchObject([{ status: 'pass' }]);
});

test('counters that cannot be seen are unknown, as information', () => {
  expect(judge(proof([], { servers: unseen('unreachable', 'no answer') }))).toMatchObject([
    { status: 'unknown', severity: 'info' },
  ]);
});

const MARKERS = [
  { at: days(-30.5), resourceVersion: '500' },
  { at: days(-29.5), resourceVersion: '600' },
];
const inside = (revisions: readonly number[], servers = [server()], change: Partial<ProvenCluster> = {}) =>
  proof(servers, {
    level: 'cluster',
    source: 'push',
    secrets: seen(secretList(revisions)),
    markers: MARKERS,
    ...change,
  });

test('the list from inside names those that were written before the switch', () => {
  expect(judge(inside([400, 450, 700]))).toMatchObject([
    { status: 'fail', evidence: { before: 2, total: 3, names: ['default/s400', 'default/s450'] } },
  ]);
});

test('the list from inside proves it even where an API server counted plain text before all were rewritten', () => {
  expect(judge(inside([700, 701], [plain(9)]))).toMatchObject([{ status: 'pass', evidence: { total: 2 } }]);
});

test.each<[string, ProvenCluster]>([
  ['one between two markers', inside([550, 700], [server({ read: { ...NONE, v2: 1 } })])],
  ['one that cannot be compared', inside([0, 700], [server({ read: { ...NONE, v2: 1 } })])],
  ['nobody saw how they were written', inside([700], [], { servers: unseen('denied', 'forbidden') })],
  [
    'one server of two did not answer',
    inside([700], [server({ read: NONE })], {
      servers: { ...seen([server({ read: NONE })]), missing: [unseen('unreachable', 'one of two')] },
    }),
  ],
  ['nobody marked the switch', inside([700], [server({ read: NONE })], { markers: [] })],
])('the list leaves it open: %s', (_what, given) => {
  expect(judge(given)).toMatchObject([{ status: 'unknown' }]);
});

test('fewer sealed ones than there are Secrets is no proof', () => {
  const few = server({ read: { ...NONE, v2: 2 } });
  expect(judge(inside([550, 700, 701], [few]))).toMatchObject([{ status: 'unknown' }]);
  const all = server({ read: { ...NONE, v2: 3 } });
  expect(judge(inside([550, 700, 701], [all]))).toMatchObject([{ status: 'pass' }]);
});

test('a list without an end does not pass by itself', () => {
  const given = inside([700], [server({ read: NONE })]);
  const secrets = { ...given.secrets, missing: [unseen('malformed', 'page 2')] };
  expect(judge({ ...given, secrets } as ProvenCluster)).toMatchObject([{ status: 'unknown' }]);
});

test('what one server opened before another one started, which opened none, is over', () => {
  const old = { ...plain(5), id: 'old', startedAt: days(-20) };
  expect(judge(proof([old, server()]))).toMatchObject([{ status: 'pass' }]);
  const before = countedServers([], [{ ...old, read: { ...NONE, plain: 4, v2: 400 } }], days(-0.5));
  expect(judge(proof([old, server()], {}, before))).toMatchObject([{ status: 'fail' }]);
});
