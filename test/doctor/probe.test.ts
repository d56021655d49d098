import { expect, test } from 'vitest';
import { grantCommand } from '../../shared/doctor/permissions.ts';
import { verdictOf } from '../../shared/doctor/probe.ts';
import { seen, unseen } from '../../shared/model/observation.ts';

test.each([
  [seen({}, ''), 'allowed'],
  [unseen('absent', 'gone', { code: 'ErrorClusterNotFound' }), 'absent'],
  [unseen('malformed', 'no key', { code: 'Forbidden.KeyNotFound' }), 'absent'],
  [unseen('malformed', 'no role', { code: 'EntityNotExist.Role' }), 'absent'],
  [unseen('malformed', 'no policy', { code: 'Rejected.UnsupportedOperation' }), 'absent'],
  [unseen('denied', 'no', { code: 'NoPermission', permission: 'kms:DescribeKey' }), 'denied'],
  [unseen('denied', 'no', { code: 'InvalidAccessKeyId.NotFound' }), 'untried'],
  [unseen('overdue', 'pay', { code: 'Forbidden.InDebt' }), 'overdue'],
  [unseen('throttled', 'slow down'), 'untried'],
  [unseen('unreachable', 'ECONNREFUSED'), 'untried'],
  [unseen('malformed', 'what', { code: 'InvalidParameter' }), 'unclear'],
  [unseen('malformed', 'no field'), 'unclear'],
] as const)('%j: %s', (answer, verdict) => {
  expect(verdictOf({ answer })).toBe(verdict);
});

test.each([
  [
    'acs:ram::1:user/li',
    'AttachPolicyToUser --PolicyType Custom --PolicyName sealwatch-kms-ListKeys --UserName li',
  ],
  ['acs:ram::1:assumed-role/sealwatch/run', '--RoleName sealwatch'],
  ['acs:ram::1:role/sealwatch-readonly', '--RoleName sealwatch-readonly'],
])('%s is granted by a command', (arn, end) => {
  expect(grantCommand('kms:ListKeys', arn).endsWith(end)).toBe(true);
});

test('an action of several names is granted under all of them', () => {
  const command = grantCommand('cs:GetClusters, cs:DescribeClustersV1', 'acs:ram::1:user/li');
  expect(command).toContain('"Action":["cs:GetClusters","cs:DescribeClustersV1"]');
  expect(command).toContain('--PolicyName sealwatch-cs-GetClusters ');
});

test.each([
  ["cs:GetClusters, cs:X' && reboot '", 'acs:ram::1:user/li'],
  ['kms:ListKeys', ''],
  ['kms:ListKeys', 'acs:ram::1:root'],
  ['kms:ListKeys', "acs:ram::1:user/li'; rm -rf /"],
  ["kms:ListKeys' && reboot '", 'acs:ram::1:user/li'],
])('%s for %s is no command for a shell', (permission, arn) => {
  expect(grantCommand(permission, arn)).toBe('');
});
