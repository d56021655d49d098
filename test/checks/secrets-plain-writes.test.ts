import { expect, test } from 'vitest';
import { secretsPlainWrites } from '../../shared/checks/secrets-plain-writes.ts';
import type { ClusterPast } from '../../shared/model/cluster.ts';
import { seen as seenAt, unseen } from '../../shared/model/observation.ts';
import type { ProvenCluster } from '../../shared/model/proof.ts';
import { countedServers } from '../../shared/observe/counted-servers.ts';
import { cluster, days, ENCRYPTED_SINCE_CREATION, NOW, policy } from '../builders.ts';
import { NONE, proof, server } from './proof-builders.ts';

const since = (at: string): ClusterPast => ({ ...ENCRYPTED_SINCE_CREATION, since: at });
const judge = (given: ProvenCluster, past?: ClusterPast) =>
  secretsPlainWrites.evaluate({ clusters: [cluster(past ? { past } : {})], proofs: [given] }, policy(), NOW);
const leaking = server({ written: { ...NONE, plain: 20 } });

test.each<[string, ProvenCluster, ClusterPast | undefined, string]>([
  ['none', proof(), since(days(-30)), 'pass'],
  ['nothing written at all', proof([server({ written: NONE })]), undefined, 'pass'],
  ['some since a start after the switch', proof([leaking]), since(days(-30)), 'fail'],
  ['some, and nobody knows of the switch', proof([leaking]), undefined, 'fail'],
  ['some on one of two servers', proof([server(), { ...leaking, id: 'b' }]), since(days(-30)), 'fail'],
  ['some since a start before the switch', proof([leaking]), since(days(-0.5)), 'unknown'],
  ['no counters', proof([server({ written: null })]), undefined, 'unknown'],
  [
    'no counters on one of two',
    proof([server({ written: null }), server({ id: 'b' })]),
    undefined,
    'unknown',
  ],
  ['no server', proof([]), undefined, 'unknown'],
  ['nothing seen', proof([], { servers: unseen('denied', 'forbidden') }), undefined, 'unknown'],
])('%s: %s', (_when, given, past, status) => {
  expect(judge(given, past)).toMatchObject([{ resource: 'c-1', status }]);
});

test('what grew between two looks after the switch was written while encryption was on', () => {
  const before = countedServers([], [server({ written: { ...NONE, plain: 18 } })], days(-0.4));
  expect(judge(proof([leaking], {}, before), since(days(-0.5)))).toMatchObject([
    { status: 'fail', evidence: { count: 20 } },
  ]);
});

test('what stands still since a look before the switch was written before it', () => {
  const before = countedServers([], [leaking], days(-0.6));
  expect(judge(proof([leaking], {}, before), since(days(-0.5)))).toMatchObject([{ status: 'pass' }]);
});

test('a server that did not answer may have written; that none reads plain text says that it did not', () => {
  const gap = [unseen('unreachable', 'the API server 22222222 did not answer this time')];
  const quiet = proof([server()]);
  expect(judge({ ...quiet, servers: seenAt([server()], NOW.toISOString(), gap) })).toMatchObject([
    { status: 'pass' },
  ]);
  const empty = server({ read: NONE, written: NONE });
  expect(judge({ ...proof([empty]), servers: seenAt([empty], NOW.toISOString(), gap) })).toMatchObject([
    { status: 'unknown' },
  ]);
  const reads = server({ read: { ...NONE, plain: 2, v2: 9 } });
  const noisy = proof([reads]);
  expect(judge({ ...noisy, servers: seenAt([reads], NOW.toISOString(), gap) })).toMatchObject([
    { status: 'unknown' },
  ]);
});

test('a server that reloaded its configuration may have written before encryption was switched on, unless it grew', () => {
  const reloaded = { ...leaking, reloadedAt: days(-0.8) };
  expect(judge(proof([reloaded]))).toMatchObject([{ status: 'unknown' }]);
  const before = countedServers([], [{ ...reloaded, written: NONE }], days(-0.5));
  expect(judge(proof([reloaded], {}, before))).toMatchObject([{ status: 'fail' }]);
});
