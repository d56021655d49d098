import { expect, test } from 'vitest';
import { clusterChangeStuck } from '../../shared/checks/cluster-change-stuck.ts';
import { cluster, minutes, NOW, outOfScope, policy } from '../builders.ts';

const updating = (changingSince: string | null) => cluster({ state: 'updating', changingSince });

test.each([
  { when: 'running', given: cluster(), status: 'pass' },
  { when: 'updating for 60 minutes', given: updating(minutes(-60)), status: 'pending' },
  { when: 'updating for 61 minutes', given: updating(minutes(-61)), status: 'fail' },
  {
    when: 'initial for two hours',
    given: cluster({ state: 'initial', changingSince: minutes(-120) }),
    status: 'fail',
  },
  { when: 'updating since an unknown time', given: updating(null), status: 'pending' },
  { when: 'not in scope', given: outOfScope({ state: 'updating' }), status: 'skipped' },
])('cluster $when: $status', ({ given, status }) => {
  expect(clusterChangeStuck.evaluate({ clusters: [given] }, policy(), NOW)).toMatchObject([
    { resource: 'c-1', status },
  ]);
});

test('the limit comes from the policy', () => {
  const verdicts = clusterChangeStuck.evaluate(
    { clusters: [updating(minutes(-61))] },
    policy({ changeStuckMinutes: 90 }),
    NOW,
  );
  expect(verdicts).toMatchObject([{ status: 'pending' }]);
});
