import { expect, test } from 'vitest';
import { clusterState } from '../../shared/checks/cluster-state.ts';
import { cluster, NOW, outOfScope, policy } from '../builders.ts';

test.each([
  ...['running', 'upgrading', 'scaling', 'draining', 'removing'].map((state) => ({ state, status: 'pass' })),
  ...['initial', 'updating', 'waiting'].map((state) => ({ state, status: 'pending' })),
  ...['unavailable', 'inactive', 'updating_failed', 'stopped', 'disconnected'].map((state) => ({
    state,
    status: 'fail',
  })),
  ...['', 'hibernating', 'Running '].map((state) => ({ state, status: 'unknown' })),
])('cluster in state "$state": $status', ({ state, status }) => {
  expect(clusterState.evaluate({ clusters: [cluster({ state })] }, policy(), NOW)).toMatchObject([
    { resource: 'c-1', status, evidence: { state } },
  ]);
});

test('a cluster that is out of scope is not judged', () => {
  const given = outOfScope({ state: 'failed' });
  expect(clusterState.evaluate({ clusters: [given] }, policy(), NOW)).toMatchObject([{ status: 'skipped' }]);
});
