import { expect, test } from 'vitest';
import { proofKey } from '../../shared/checks/proof-key.ts';
import type { Key } from '../../shared/model/key.ts';
import { unseen } from '../../shared/model/observation.ts';
import type { NamedKey, ProvenCluster } from '../../shared/model/proof.ts';
import { ACCOUNT, cluster, days, key, NOW, policy, seen } from '../builders.ts';
import { namedKey, proof, server } from './proof-builders.ts';

const judge = (given: ProvenCluster, reference = 'key-1', keys: readonly Key[] = [key({}, { reference })]) =>
  proofKey.evaluate(
    { clusters: [cluster({ encryption: seen({ on: true, keyId: reference }) })], keys, proofs: [given] },
    policy(),
    NOW,
  );
const withKeys = (...keys: readonly NamedKey[]) => proof([server({ keys })]);

test.each<[string, ProvenCluster, string, string]>([
  ['the id', withKeys(namedKey('key-1')), 'key-1', 'pass'],
  ['the ARN', withKeys(namedKey(`acs:kms:cn-hangzhou:${ACCOUNT}:key/key-1`)), 'key-1', 'pass'],
  [
    'the id, the flag has the ARN',
    withKeys(namedKey('key-1')),
    `acs:kms:cn-hangzhou:${ACCOUNT}:key/key-1`,
    'pass',
  ],
  ['the id behind an alias', withKeys(namedKey('key-1')), 'alias/pay', 'pass'],
  ['only the health check, before the first write', withKeys(namedKey('key-1', 'status')), 'key-1', 'pass'],
  ['another key', withKeys(namedKey('key-2')), 'key-1', 'unknown'],
  [
    'another key to write, this one to check',
    withKeys(namedKey('key-2'), namedKey('key-1', 'status')),
    'key-1',
    'unknown',
  ],
  ['reads only', withKeys(namedKey('key-1', 'read')), 'key-1', 'unknown'],
  ['no key', withKeys(), 'key-1', 'unknown'],
  ['nothing seen', proof([], { servers: unseen('denied', 'forbidden') }), 'key-1', 'unknown'],
])('%s: %s', (_when, given, reference, status) => {
  expect(judge(given, reference)).toMatchObject([{ resource: 'c-1', status }]);
});

const later = (name: string): NamedKey => ({ ...namedKey(name), at: days(-0.5) });

test.each<[string, ProvenCluster, string]>([
  [
    'another key of another server',
    proof([server(), server({ id: 'b', keys: [later('key-0')] })]),
    'unknown',
  ],
  [
    'another key of a server before its first write',
    proof([server(), server({ id: 'b', keys: [namedKey('key-0', 'status')] })]),
    'unknown',
  ],
  ['another key later', withKeys(namedKey('key-1'), later('key-0')), 'unknown'],
  ['another key before', withKeys(namedKey('key-0'), later('key-1')), 'pass'],
  [
    'another key at a time that is not told',
    withKeys(namedKey('key-1'), { ...namedKey('key-0'), at: null }),
    'unknown',
  ],
  [
    'nothing of a server that did not answer',
    proof([server()], { servers: { ...seen([server()]), missing: [unseen('unreachable', 'one of two')] } }),
    'unknown',
  ],
])('written with %s: %s', (_when, given, status) => {
  expect(judge(given)).toMatchObject([{ resource: 'c-1', status }]);
});

test('the key that the cluster had when the keys were read is no name of the one it has now', () => {
  expect(
    judge(withKeys(namedKey('key-0')), 'key-1', [key({}, { id: 'key-0', reference: 'key-0' })]),
  ).toMatchObject([{ status: 'unknown' }]);
});

test('a key from before is named', () => {
  const [verdict] = judge(withKeys(namedKey('key-1'), namedKey('key-0', 'read')));
  expect(verdict).toMatchObject({
    status: 'pass',
    evidence: { others: [namedKey('key-0').hash.slice(0, 19)] },
  });
});

test('without the keys an alias tells nothing, and an id does', () => {
  expect(judge(withKeys(namedKey('key-1')), 'alias/pay', [])).toMatchObject([{ status: 'unknown' }]);
  expect(judge(withKeys(namedKey('key-1')), 'key-1', [])).toMatchObject([{ status: 'pass' }]);
});
