import { expect, test } from 'vitest';
import { kmsV1Remains } from '../../shared/checks/kms-v1-remains.ts';
import { cluster, days, NOW, OFF, outOfScope, policy, seen } from '../builders.ts';

test.each([
  { when: 'born at 1.32', given: cluster(), status: 'pass', severity: undefined },
  {
    when: 'upgraded from 1.28',
    given: cluster({ initVersion: 'v1.28.3-aliyun.1' }),
    status: 'fail',
    severity: undefined,
  },
  {
    when: 'still at 1.30',
    given: cluster({ version: '1.30.1-aliyun.1', initVersion: '1.30.1' }),
    status: 'fail',
    severity: 'info',
  },
  {
    when: 'at 1.31 from 1.31',
    given: cluster({ version: '1.31.0', initVersion: '1.31.0' }),
    status: 'pass',
    severity: undefined,
  },
  { when: 'of unknown version', given: cluster({ version: '' }), status: 'unknown', severity: undefined },
  {
    when: 'of unknown first version',
    given: cluster({ initVersion: 'latest' }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'not encrypted',
    given: cluster({ encryption: seen(OFF) }),
    status: 'skipped',
    severity: undefined,
  },
  { when: 'out of scope', given: outOfScope(), status: 'skipped', severity: undefined },
])('cluster $when: $status', ({ given, status, severity }) => {
  const [verdict] = kmsV1Remains.evaluate({ clusters: [given] }, policy(), NOW);
  expect(verdict).toMatchObject({ resource: 'c-1', status });
  expect(verdict?.severity).toBe(severity);
});

test.each([
  { when: 'after the upgrade', rewritten: days(-1), status: 'pass' },
  { when: 'before the upgrade', rewritten: days(-9), status: 'fail' },
  { when: 'never', rewritten: null, status: 'fail' },
])('rewriting that is confirmed $when: $status', ({ rewritten, status }) => {
  const past = { since: null, upgraded: days(-5), former: [], rewritten };
  const given = cluster({ initVersion: '1.28.3-aliyun.1', past });
  expect(kmsV1Remains.evaluate({ clusters: [given] }, policy(), NOW)).toMatchObject([{ status }]);
});

test('a pass says what versions tell, not how Secrets are encrypted', () => {
  const [verdict] = kmsV1Remains.evaluate({ clusters: [cluster()] }, policy(), NOW);
  expect(verdict?.summary).toMatch(/^Created with Kubernetes .*initVersion.*version/);
  expect(kmsV1Remains.judged).toContain('without reading any Secret');
});
