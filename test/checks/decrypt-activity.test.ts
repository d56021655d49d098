import { expect, test } from 'vitest';
import { decryptActivity } from '../../shared/checks/decrypt-activity.ts';
import type { RegionUse } from '../../shared/model/activity.ts';
import {
  activity,
  cluster,
  days,
  denied,
  failedCall,
  minutes,
  NOW,
  policy,
  regionUse,
  use,
} from '../builders.ts';

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
    status: 'pending',
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

/** Called each minute for an hour, until so many minutes ago. */
const silent = (for_: number, more: Partial<RegionUse> = {}) =>
  regionUse({
    keys: { 'key-1': use({ encrypt: minutes(-for_), decrypt: minutes(-for_) }) },
    paces: { 'key-1': { since: minutes(-60 - for_), until: minutes(-for_), longest: 60 } },
    to: minutes(0),
    ...more,
  });

test.each([
  { when: 'until 31 minutes ago', region: silent(31), status: 'fail' },
  { when: 'until 30 minutes ago', region: silent(30), status: 'pass' },
  { when: 'until 10 minutes ago, which is how late events are', region: silent(10), status: 'pass' },
  { when: 'until before the window', region: silent(20_000, { keys: {} }), status: 'fail' },
  {
    when: 'for two minutes only',
    region: silent(90, { paces: { 'key-1': { since: minutes(-92), until: minutes(-90), longest: 60 } } }),
    status: 'pass',
  },
  {
    when: 'and is refused now',
    region: silent(90, { failures: [failedCall({ keyId: null })] }),
    status: 'pass',
  },
  {
    when: 'while later calls name no key',
    region: silent(90, { unnamed: use({ decrypt: minutes(-5) }) }),
    status: 'pass',
  },
  { when: 'as far as the last look, long ago', region: silent(300, { to: minutes(-290) }), status: 'pass' },
  { when: 'by an earlier version', region: silent(90, { paces: {} }), status: 'pass' },
])('a key that was called each minute $when: $status', ({ region, status }) => {
  expect(judged([cluster()], region)).toMatchObject([{ resource: 'key-1', status }]);
});

test('a silent key says how it was called before, and what to look at', () => {
  const [verdict] = judged([cluster()], silent(45));
  expect(verdict).toMatchObject({ status: 'fail', evidence: { last: minutes(-45), usually: 1 } });
  expect(verdict).not.toHaveProperty('severity'); // that of the check, medium
  expect(decryptActivity.remedy).not.toContain('Secret');
  expect(decryptActivity.command).toContain('/readyz?verbose');
});

test.each([
  { when: 'KMS v1 alone, whose calls follow Secrets', clusters: [old], status: 'pass' },
  { when: 'a cluster that just changed', clusters: [cluster({ updated: minutes(-59) })], status: 'pending' },
  { when: 'two clusters, one of which has no heartbeat', clusters: [other(old), cluster()], status: 'fail' },
  {
    when: 'two clusters, one of which just changed',
    clusters: [other(cluster({ updated: minutes(-5) })), cluster()],
    status: 'pending',
  },
])('silence of a key of $when: $status', ({ clusters, status }) => {
  const ids = clusters.map(({ id }) => id);
  expect(judged(clusters, silent(45))).toMatchObject([{ resource: 'key-1', clusters: ids, status }]);
});

test.each([
  {
    when: 'one of two clusters just changed',
    clusters: [cluster(), other(cluster({ updated: minutes(-5) }))],
    status: 'pending',
  },
  { when: 'one of two clusters calls for each Secret', clusters: [cluster(), other(old)], status: 'fail' },
])('a key that was never called, and $when: $status', ({ clusters, status }) => {
  const [verdict, ...rest] = judged(clusters, regionUse(none));
  expect(rest).toEqual([]);
  expect(verdict).toMatchObject({ status, clusters: ['c-1', 'c-2'] });
  if (status === 'fail')
    expect(verdict).toMatchObject({ severity: 'medium', command: expect.stringContaining('create secret') });
});

test.each([
  { encrypt: minutes(-5), decrypt: minutes(-90), last: minutes(-5) },
  { encrypt: minutes(-90), decrypt: minutes(-5), last: minutes(-5) },
  { encrypt: null, decrypt: minutes(-5), last: minutes(-5) },
])('the last of Encrypt $encrypt and Decrypt $decrypt is told', ({ encrypt, decrypt, last }) => {
  const region = regionUse({ keys: { 'key-1': use({ encrypt, decrypt }) } });
  expect(judged([cluster()], region)).toMatchObject([
    { status: 'pass', evidence: { lastEncrypt: encrypt, lastDecrypt: decrypt, last } },
  ]);
});

test('no sentence says that a call proves anything of a Secret', () => {
  const [verdict] = judged([cluster()], regionUse());
  expect(verdict?.summary).toBe('The KMS plugin of the service role last used this key on {last}.');
  expect(decryptActivity.why).toContain('nothing about a Secret');
});

function other(given: ReturnType<typeof cluster>) {
  return { ...given, id: 'c-2' };
}

function judged(clusters: readonly ReturnType<typeof cluster>[], region: ReturnType<typeof regionUse>) {
  return decryptActivity.evaluate({ clusters, activity: [activity(region)] }, policy(), NOW);
}
