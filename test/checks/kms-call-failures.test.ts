import { expect, test } from 'vitest';
import { kmsCallFailures } from '../../shared/checks/kms-call-failures.ts';
import {
  activity,
  cluster,
  denied,
  failedCall,
  minutes,
  NOW,
  policy,
  regionUse,
  seen,
  use,
} from '../builders.ts';

const second = cluster({ id: 'c-2', encryption: seen({ on: true, keyId: 'key-2' }) });
const before = use({ decrypt: minutes(-60) });
const after = use({ decrypt: minutes(-10) });
const unnamed = failedCall({ keyId: null });

test.each([
  { when: 'no refused call', given: regionUse(), status: 'pass' },
  {
    when: 'a refused call after the last success',
    given: regionUse({ keys: { 'key-1': before }, failures: [failedCall()] }),
    status: 'fail',
  },
  {
    when: 'a refused call and no success',
    given: regionUse({ keys: {}, failures: [failedCall()] }),
    status: 'fail',
  },
  {
    when: 'a refused call before the last success',
    given: regionUse({ keys: { 'key-1': after }, failures: [failedCall()] }),
    status: 'pass',
  },
  {
    when: 'a refused call of last week, and silence since',
    given: regionUse({ keys: {}, failures: [failedCall({ at: minutes(-9_000) })] }),
    status: 'fail',
  },
  {
    when: 'a refused call whose cause is over',
    given: regionUse({ keys: {}, failures: [failedCall({ over: minutes(-5) })] }),
    status: 'pass',
  },
  {
    when: 'a refused call after one whose cause is over',
    given: regionUse({
      keys: {},
      failures: [failedCall(), failedCall({ at: minutes(-90), over: minutes(-80) })],
    }),
    status: 'fail',
  },
  ...['Rejected.Throttling', 'Throttling.User', 'ServiceUnavailable', 'InternalFailure'].map((code) => ({
    when: `${code} of yesterday`,
    given: regionUse({ keys: {}, failures: [failedCall({ code, at: minutes(-1441) })] }),
    status: 'pass',
  })),
  {
    when: 'throttling an hour ago',
    given: regionUse({ keys: {}, failures: [failedCall({ code: 'Rejected.Throttling', at: minutes(-60) })] }),
    status: 'fail',
  },
  { when: 'events that cannot be read', given: denied(), status: 'unknown' },
])('key with $when: $status', ({ given, status }) => {
  const verdicts = kmsCallFailures.evaluate(
    { clusters: [cluster()], activity: [activity(given)] },
    policy(),
    NOW,
  );
  expect(verdicts).toMatchObject([{ resource: 'key-1', clusters: ['c-1'], status }]);
});

test.each([
  { when: 'one key and no later success', clusters: [cluster()], use: before, told: true },
  { when: 'one key and a later success', clusters: [cluster()], use: after, told: false },
  { when: 'two keys and a later success of either', clusters: [cluster(), second], use: after, told: true },
])('a refused call that names no key, in a region with $when', ({ clusters, use: last, told }) => {
  const given = regionUse({ keys: {}, unnamed: last, failures: [unnamed] });
  const verdicts = kmsCallFailures.evaluate({ clusters, activity: [activity(given)] }, policy(), NOW);
  const region = verdicts.filter(({ type }) => type === 'region');
  const status = told ? 'fail' : 'pass';
  expect(region).toMatchObject([{ resource: 'cn-hangzhou', status, clusters: clusters.map(({ id }) => id) }]);
});

test('a refused call that names no key is over once every key of the region was called with success', () => {
  const success = { encrypt: null, decrypt: minutes(-1), eventId: 'e-2' };
  const keys = { 'key-1': success, 'key-2': success };
  const given = regionUse({ keys, failures: [unnamed] });
  const verdicts = kmsCallFailures.evaluate(
    { clusters: [cluster(), second], activity: [activity(given)] },
    policy(),
    NOW,
  );
  expect(verdicts.filter(({ type }) => type === 'region')).toMatchObject([{ status: 'pass' }]);
});

test.each([
  { when: 'one key', clusters: [cluster()], told: true },
  { when: 'two keys, of which nobody can tell which recovers', clusters: [cluster(), second], told: false },
])("yesterday's refused call that names no key, in a region with $when", ({ clusters, told }) => {
  const given = regionUse({ keys: {}, failures: [failedCall({ keyId: null, at: minutes(-1441) })] });
  const verdicts = kmsCallFailures.evaluate({ clusters, activity: [activity(given)] }, policy(), NOW);
  const status = told ? 'fail' : 'skipped'; // silence is no success
  expect(verdicts.filter(({ type }) => type === 'region')).toMatchObject([{ status }]);
});

test('with events that could not be read, a region where no failure is open is neither good nor closed', () => {
  const given = regionUse({ keys: {}, failures: [failedCall({ keyId: null, at: minutes(-1441) })] });
  const use = { ...given, missing: [denied()] };
  const activities = [{ region: 'cn-hangzhou', use }];
  const clusters = [cluster(), second];
  const verdicts = kmsCallFailures.evaluate({ clusters, activity: activities }, policy(), NOW);
  expect(verdicts.filter(({ type }) => type === 'region')).toEqual([]);
});

test('a refused call to a key that no cluster uses is told, without clusters', () => {
  const given = regionUse({ failures: [failedCall({ keyId: 'key-9' })] });
  const verdicts = kmsCallFailures.evaluate(
    { clusters: [cluster()], activity: [activity(given)] },
    policy(),
    NOW,
  );
  expect(verdicts).toMatchObject([
    { resource: 'key-1', status: 'pass' },
    { resource: 'key-9', status: 'fail', clusters: [] },
  ]);
});

test.each([
  ['Forbidden.InDebtOverdue', 'Pay'],
  ['Forbidden.NoPermission', 'policy'],
  ['Rejected.Disabled', 'Enable'],
  ['Rejected.PendingDeletion', 'Cancel'],
])('the remedy follows the error code %s', (code, word) => {
  const given = regionUse({ keys: {}, failures: [failedCall({ code })] });
  const [verdict] = kmsCallFailures.evaluate(
    { clusters: [cluster()], activity: [activity(given)] },
    policy(),
    NOW,
  );
  expect(verdict?.remedy).toContain(word);
});
