import { expect, test } from 'vitest';
import { parseConfig } from '../../shared/config/load-config.ts';
import { needOf } from '../../shared/doctor/needs.ts';

const OPERATORS = 'operator-permissions';
const GUARD = 'switch-off-guard';
const ROLE = 'security-role';
const NETWORK = 'network-path';

test.each([
  { api: 'cs:GetClusters', off: [OPERATORS, GUARD, NETWORK, ROLE], need: 'needed' },
  { api: 'ram:GetRole', off: [], need: 'needed' },
  { api: 'ram:GetRole', off: [ROLE], need: 'unwanted' },
  { api: 'cs:CheckServiceRole', off: [], need: 'optional' },
  { api: 'cs:CheckServiceRole', off: [ROLE], need: 'unwanted' },
  { api: 'ram:GetPolicy', off: [OPERATORS, GUARD], need: 'needed' },
  { api: 'ram:GetPolicy', off: [ROLE], need: 'optional' },
  { api: 'ram:GetPolicy', off: [ROLE, OPERATORS, GUARD], need: 'unwanted' },
  { api: 'ram:ListPolicies', off: [OPERATORS], need: 'optional' },
  { api: 'ram:ListEntitiesForPolicy', off: [GUARD], need: 'optional' },
  { api: 'ram:ListUsersForGroup', off: [OPERATORS, GUARD], need: 'unwanted' },
  { api: 'ram:ListUsers', off: [], need: 'optional' },
  { api: 'ram:ListUsers', off: [OPERATORS], need: 'unwanted' },
  { api: 'cs:DescribeUserPermission', off: [GUARD], need: 'optional' },
  { api: 'cs:DescribeUserPermission', off: [OPERATORS], need: 'unwanted' },
  { api: 'ecs:DescribeSecurityGroupAttribute', off: [], need: 'optional' },
  { api: 'vpc:DescribeVSwitchAttributes', off: [NETWORK], need: 'unwanted' },
  { api: 'vpc:DescribeNetworkAclAttributes', off: [OPERATORS, GUARD], need: 'optional' },
])('$api without $off: $need', ({ api, off, need }) => {
  const severity = off.map((check) => `${check}: off`).join(', ');
  const checks = [OPERATORS, GUARD, ROLE, NETWORK];
  const config = parseConfig(`policy: { severity: { ${severity} } }`, 't', {}, { checks });
  expect(needOf(api, config)).toBe(need);
});

test.each([
  { proof: 'enabled: false', need: 'unwanted' },
  { proof: 'enabled: true', need: 'optional' },
  { proof: 'enabled: true, level: ready', need: 'unwanted' },
  { proof: 'enabled: true, level: cluster', need: 'unwanted' },
])('a kubeconfig with $proof: $need', ({ proof, need }) => {
  const config = parseConfig(`proof: { ${proof} }`, 't', {}, { checks: [] });
  expect(needOf('cs:DescribeClusterUserKubeconfig', config)).toBe(need);
});
