import { expect, test } from 'vitest';
import { trailCoverage } from '../../shared/checks/trail-coverage.ts';
import { cluster, denied, NOW, outOfScope, policy, seen, trail } from '../builders.ts';

test.each([
  { when: 'a trail for all regions', trails: [trail()], status: 'pass' },
  { when: 'a trail for the region', trails: [trail({ region: 'cn-hangzhou' })], status: 'pass' },
  { when: 'no trail', trails: [], status: 'fail' },
  { when: 'a trail of another region', trails: [trail({ region: 'cn-shanghai' })], status: 'fail' },
  { when: 'a disabled trail', trails: [trail({ enabled: false })], status: 'fail' },
  { when: 'a trail of writes only', trails: [trail({ eventRW: 'Write' })], status: 'fail' },
  {
    when: 'a stopped trail',
    trails: [trail({ delivery: seen({ logging: false, error: '' }) })],
    status: 'fail',
  },
  {
    when: 'a trail that cannot deliver',
    trails: [trail({ delivery: seen({ logging: true, error: 'write sls failed' }) })],
    status: 'fail',
  },
  {
    when: 'a broken and a working trail',
    trails: [trail({ enabled: false }), trail({ name: 'second' })],
    status: 'pass',
  },
  {
    when: 'a trail whose delivery is not readable',
    trails: [trail({ delivery: denied() })],
    status: 'unknown',
  },
])('region with $when: $status', ({ trails, status }) => {
  const verdicts = trailCoverage.evaluate(
    {
      trails: [{ region: 'cn-hangzhou', trails: seen(trails) }],
      clusters: [cluster(), outOfScope({ id: 'c-2', region: 'cn-beijing' })],
    },
    policy(),
    NOW,
  );
  expect(verdicts).toMatchObject([{ resource: 'cn-hangzhou', status, clusters: ['c-1'] }]);
});

test.each([
  { given: trail({ enabled: false }), told: 'audit (stopped)' },
  { given: trail({ enabled: false, fresh: true }), told: 'audit (never started)' },
  { given: trail({ eventRW: 'Write' }), told: 'audit (Write only)' },
])('what is wrong with a trail is told: $told', ({ given, told }) => {
  const trails = [{ region: 'cn-hangzhou', trails: seen([given]) }];
  expect(
    trailCoverage.evaluate({ trails, clusters: [cluster()] }, policy(), NOW)[0]?.evidence['problems'],
  ).toEqual([told]);
});

test.each([
  { when: 'cannot be read', trails: [{ region: 'cn-hangzhou', trails: denied() }] },
  { when: 'were not looked at', trails: [] },
])('a region whose trails $when is unknown', ({ trails }) => {
  expect(trailCoverage.evaluate({ trails, clusters: [cluster()] }, policy(), NOW)).toMatchObject([
    { status: 'unknown' },
  ]);
});
