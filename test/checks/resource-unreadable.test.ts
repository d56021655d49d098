import { expect, test } from 'vitest';
import { resourceUnreadable } from '../../shared/checks/resource-unreadable.ts';
import { about, type Reason, unseen } from '../../shared/model/observation.ts';
import { NOW, policy } from '../builders.ts';

const thing = { type: 'key', id: 'key-1', region: 'cn-beijing', facet: 'kms:DescribeKey' } as const;

test.each(['denied', 'throttled', 'unreachable', 'malformed', 'absent', 'overdue'] as const)(
  '%s is unknown, once, about the thing',
  (because: Reason) => {
    const unread = { ...about(unseen(because, 'why', { code: 'X' }), thing), thing };
    expect(resourceUnreadable.evaluate({ unread: [unread] }, policy(), NOW)).toMatchObject([
      {
        resource: 'key-1',
        region: 'cn-beijing',
        type: 'key',
        status: 'unknown',
        evidence: { because, code: 'X' },
      },
    ]);
  },
);

test('a denied read names the RAM action to grant', () => {
  const unread = { ...unseen('denied', 'no', { permission: 'kms:DescribeKey' }), thing };
  expect(resourceUnreadable.evaluate({ unread: [unread] }, policy(), NOW)).toMatchObject([
    { summary: expect.stringContaining('grant {permission}'), evidence: { permission: 'kms:DescribeKey' } },
  ]);
});

test('an action of several names is granted under all of them, what is no action is left to the reader', () => {
  const commandFor = (permission: string) =>
    resourceUnreadable.evaluate(
      { unread: [{ ...unseen('denied', 'no', { permission }), thing }] },
      policy(),
      NOW,
    )[0]?.command;
  expect(commandFor('cs:GetClusters, cs:DescribeClustersV1')).toContain(
    '"Action":["cs:GetClusters","cs:DescribeClustersV1"]',
  );
  expect(commandFor("cs:GetClusters, cs:X' && reboot '")).toContain('"Action":"{permission}"');
});
