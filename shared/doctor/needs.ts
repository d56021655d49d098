import { actiontrail } from '../cloud/actiontrail.ts';
import { bss } from '../cloud/bss.ts';
import { cs } from '../cloud/cs.ts';
import { ecs } from '../cloud/ecs.ts';
import { kms } from '../cloud/kms.ts';
import { ram } from '../cloud/ram.ts';
import { vpc } from '../cloud/vpc.ts';
import type { Config } from '../config/schema.ts';
import { wants } from '../observe/context.ts';

/** Without what only they ask for, each of them is one `unknown`, and the run is complete. */
const OPTIONAL_CHECKS: ReadonlySet<string> = new Set([
  'operator-permissions',
  'switch-off-guard',
  'network-path',
]);

/** The checks that an API is asked for. What is not listed is asked for by everything. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  [cs.checkServiceRole.permission]: ['security-role'],
  [ram.getRole.permission]: ['security-role'],
  [ram.listPoliciesForRole.permission]: ['security-role'],
  [ram.getPolicy.permission]: ['security-role', 'operator-permissions', 'switch-off-guard'],
  [ram.listPolicies.permission]: ['operator-permissions', 'switch-off-guard'],
  [ram.listEntitiesForPolicy.permission]: ['operator-permissions', 'switch-off-guard'],
  [ram.listUsersForGroup.permission]: ['operator-permissions', 'switch-off-guard'],
  [ram.listUsers.permission]: ['operator-permissions'],
  [cs.describeUserPermission.permission]: ['operator-permissions'],
  [ecs.describeSecurityGroupAttribute.permission]: ['network-path'],
  [vpc.describeVSwitchAttributes.permission]: ['network-path'],
  [vpc.describeNetworkAclAttributes.permission]: ['network-path'],
  [kms.getKeyPolicy.permission]: ['key-policy'],
  [kms.getKmsInstance.permission]: ['kms-instance'],
  [kms.describeAccountKmsStatus.permission]: ['kms-account-status'],
  [kms.listKeys.permission]: ['key-idle'],
  [actiontrail.lookupEvents.permission]: ['decrypt-activity', 'kms-call-failures', 'denied-attempt'],
  [actiontrail.describeTrails.permission]: ['trail-coverage'],
  [actiontrail.getTrailStatus.permission]: ['trail-coverage'],
  [bss.queryAccountBalance.permission]: ['arrears-clock', 'balance-runway', 'spend-budget'],
  [bss.queryBill.permission]: ['arrears-clock', 'balance-runway'],
  [bss.queryAccountBill.permission]: ['balance-runway', 'spend-budget', 'spend-anomaly'],
  [bss.describeInstanceBill.permission]: ['spend-anomaly'],
};

/** An audit is complete without it: it is a second way to see something. */
const OPTIONAL: ReadonlySet<string> = new Set([cs.checkServiceRole.permission]);

export type Need = 'needed' | 'optional' | 'unwanted';

/** Whether the jobs need a RAM action, with the checks of this configuration. */
export function needOf(permission: string, config: Config): Need {
  const checks = CHECKS[permission];
  if (!checks) return 'needed';
  const wanted = checks.filter((check) => wants({ config }, check));
  if (wanted.length === 0) return 'unwanted';
  const isOptional = OPTIONAL.has(permission) || wanted.every((check) => OPTIONAL_CHECKS.has(check));
  return isOptional ? 'optional' : 'needed';
}
