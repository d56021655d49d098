import { expect, test } from 'vitest';
import { decryptActivity } from '../../shared/checks/decrypt-activity.ts';
import { activity, cluster, days, denied, minutes, NOW, policy, regionUse, use } from '../builders.ts';

const none = { keys: {}, unnamed: null };
const old = cluster({ version: '1.30.1-aliyun.1' });

test.each([
  { when: 'used', given: cluster(), region: activity(), window: 7, status: 'pass', severity: undefined },
  {
    when: 'never used below 1.31',
    given: old,
    region: activity(regionUse(none)),
    window: 7,
    status: 'fail',
    severity: 'medium',
  },
  {
    when: 'never used below 1.31 in a short window',
    given: old,
    region: activity(regionUse(none)),
    window: 6,
    status: 'fail',
    severity: 'info',
  },
  {
    when: 'never used from 1.31',
    given: cluster(),
    region: activity(regionUse(none)),
    window: 90,
    status: 'fail',
    severity: 'info',
  },
  {
    when: 'never used by a cluster that just changed',
    given: cluster({ updated: minutes(-59) }),
    region: activity(regionUse(none)),
    window: 7,
    status: 'skipped',
    severity: undefined,
  },
  {
    when: 'not found in a search that was cut short',
    given: old,
    region: activity(regionUse({ ...none, searched: false })),
    window: 7,
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'in a region that cannot be read',
    given: old,
    region: activity(denied()),
    window: 7,
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'in a region that was not looked at',
    given: old,
    region: activity(regionUse(), 'cn-beijing'),
    window: 7,
    status: 'unknown',
    severity: undefined,
  },
])('key $when: $status', ({ given, region, window, status, severity }) => {
  const [verdict] = decryptActivity.evaluate(
    { clusters: [given], activity: [region] },
    policy({ proofWindowDays: window }),
    NOW,
  );
  expect(verdict).toMatchObject({ resource: 'key-1', clusters: ['c-1'], status });
  expect(verdict?.severity).toBe(severity);
});

test('events that do not name the key prove the region, and say so', () => {
  const clusters = [
    cluster(),
    cluster({ id: 'c-2', encryption: { seen: true, at: '', value: { on: true, keyId: 'key-2' } } }),
  ];
  const region = activity(regionUse({ keys: { 'key-1': use() }, unnamed: use({ decrypt: days(-1) }) }));
  expect(decryptActivity.evaluate({ clusters, activity: [region] }, policy(), NOW)).toMatchObject([
    { resource: 'key-1', status: 'pass', clusters: ['c-1'] },
    {
      resource: 'cn-hangzhou',
      type: 'region',
      status: 'pass',
      clusters: ['c-2'],
      evidence: { attribution: 'region', last: days(-1) },
    },
  ]);
});
