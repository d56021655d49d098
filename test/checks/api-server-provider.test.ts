import { expect, test } from 'vitest';
import { apiServerProvider } from '../../shared/checks/api-server-provider.ts';
import type { Cluster } from '../../shared/model/cluster.ts';
import { unseen } from '../../shared/model/observation.ts';
import type { KmsProvider, ProvenCluster } from '../../shared/model/proof.ts';
import { cluster, NOW, OFF, policy, seen } from '../builders.ts';
import { proof } from './proof-builders.ts';

const judge = (change: Partial<ProvenCluster>, given: Partial<Cluster> = {}) =>
  apiServerProvider.evaluate(
    { clusters: [cluster(given)], proofs: [proof(undefined, change)] },
    policy(),
    NOW,
  );
const provider = (change: Partial<KmsProvider> = {}): KmsProvider => ({
  name: 'kms-providers',
  ok: true,
  detail: null,
  ...change,
});
const failing = (detail: string | null) => seen([provider({ ok: false, detail })]);
const DISABLED =
  'internal server error: kms-provider-0: rpc error: code = Unknown desc = failed to v2.Status, error: SDK.ServerError ErrorCode: Rejected.Disabled RequestId: 3754C392-C4A7 Message: The request was rejected because the key state is Disabled.';

test('a provider that answers passes', () => {
  expect(judge({})).toMatchObject([{ resource: 'c-1', status: 'pass', clusters: null }]);
});

test('no provider while encryption is on fails', () => {
  expect(judge({ providers: seen([]) })).toMatchObject([
    { status: 'fail', summary: 'Encryption is on, but the API server has no KMS provider.' },
  ]);
});

test('one of two that fails is enough', () => {
  const providers = seen([
    provider({ name: 'kms-provider-0' }),
    provider({ name: 'kms-provider-1', ok: false }),
  ]);
  expect(judge({ providers })).toMatchObject([
    { status: 'fail', evidence: { provider: 'kms-provider-1', cause: 'withheld' } },
  ]);
});

test.each([
  ['key', DISABLED],
  ['key', 'ErrorCode: Forbidden.KeyNotFound Message: The specified Key is not found.'],
  ['role', 'ErrorCode: Forbidden.NoPermission Message: not authorized'],
  ['role', 'ErrorCode: EntityNotExist.Role'],
  ['network', 'Post "https://kms-vpc.cn-hangzhou.aliyuncs.com/": dial tcp 100.100.0.1:443: i/o timeout'],
  ['network', 'rpc error: code = DeadlineExceeded desc = context deadline exceeded'],
  ['other', 'something new'],
])('the cause is told: %s', (cause, detail) => {
  const [verdict] = judge({ providers: failing(detail) });
  expect(verdict).toMatchObject({ status: 'fail', evidence: { cause } });
  expect(verdict?.remedy).toMatch(/^Do not restart the API server/);
  expect(verdict?.remedy).toContain('writes stop within about three minutes');
});

test('a disabled key is enabled by the command, and the id of the call is left out', () => {
  const [verdict] = judge({ providers: failing(DISABLED) });
  expect(verdict?.command).toBe('aliyun kms EnableKey --region {region} --KeyId {key}');
  expect(verdict?.evidence).toMatchObject({ key: 'key-1', detail: expect.not.stringContaining('3754C392') });
});

test.each([
  ['denied', unseen('denied', 'forbidden', { code: 'Forbidden' }), 'info', /system:monitoring/],
  [
    'without the action',
    unseen('denied', 'Forbidden.RAM', { permission: 'cs:DescribeClusterUserKubeconfig' }),
    'info',
    /Grant the named action/,
  ],
  ['out of reach', unseen('unreachable', 'no answer'), undefined, /Run it again/],
  ['without an address', unseen('absent', 'the API server has no public address'), 'medium', /under `proof`/],
])('what is %s is unknown', (_what, providers, severity, remedy) => {
  const [verdict] = judge({ providers });
  expect(verdict).toMatchObject({ status: 'unknown', remedy: expect.stringMatching(remedy) });
  expect(verdict?.severity).toBe(severity);
});

test('nothing is said of a cluster that is off, out of scope, gone, or that nobody looked at', () => {
  expect(judge({ providers: seen([]) }, { encryption: seen(OFF) })).toEqual([]);
  expect(judge({ providers: seen([]) }, { inScope: false })).toEqual([]);
  expect(judge({ cluster: 'c-9' })).toEqual([]);
  expect(apiServerProvider.evaluate({ clusters: [cluster()], proofs: [] }, policy(), NOW)).toEqual([]);
});

test('while the cluster changes nothing is concluded', () => {
  expect(judge({ providers: seen([]) }, { state: 'updating' })).toMatchObject([{ status: 'pending' }]);
});

test('what the cloud answered is told without the way that it took', () => {
  const way =
    'internal server error: kms-provider-0: rpc error: code = Unknown desc = failed to v2.Status, error: SDK.ServerError';
  const answer =
    'ErrorCode: Rejected.Disabled Message: The request was rejected because the key state is Disabled.';
  const [verdict] = judge({ providers: failing(`${way} ${answer} RequestId: 3754C392-1`) });
  expect(verdict?.evidence).toMatchObject({
    cause: 'key',
    detail: 'Rejected.Disabled: The request was rejected because the key state is Disabled.',
  });
});
