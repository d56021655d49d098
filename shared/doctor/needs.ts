import { actiontrail } from '../cloud/actiontrail.ts';
import { bss } from '../cloud/bss.ts';
import { cs } from '../cloud/cs.ts';
import { ecs } from '../cloud/ecs.ts';
import { kms } from '../cloud/kms.ts';
import { ram } from '../cloud/ram.ts';
import { vpc } from '../cloud/vpc.ts';
import type { Config } from '../config/schema.ts';
import type { Source } from '../model/source.ts';
import { wants } from '../observe/context.ts';

/** Without it what a check asks for is one `unknown`, and the run is complete. */
const OPTIONAL_SOURCES: ReadonlySet<Source> = new Set(['people', 'grants', 'network']);

/** What an API is asked for. What is not listed is asked for whatever checks are on. */
const SOURCES_OF: Readonly<Record<string, readonly Source[]>> = {
  [cs.checkServiceRole.permission]: ['role'],
  [ram.getRole.permission]: ['role'],
  [ram.listPoliciesForRole.permission]: ['role'],
  [ram.getPolicy.permission]: ['role', 'people'],
  [ram.listPolicies.permission]: ['people'],
  [ram.listEntitiesForPolicy.permission]: ['people'],
  [ram.listUsersForGroup.permission]: ['people'],
  [ram.listUsers.permission]: ['grants'],
  [cs.describeUserPermission.permission]: ['grants'],
  [ecs.describeSecurityGroupAttribute.permission]: ['network'],
  [vpc.describeVSwitchAttributes.permission]: ['network'],
  [vpc.describeNetworkAclAttributes.permission]: ['network'],
  [kms.getKeyPolicy.permission]: ['keyPolicies'],
  [kms.getKmsInstance.permission]: ['instances'],
  [kms.describeAccountKmsStatus.permission]: ['kmsStatus'],
  [kms.listKeys.permission]: ['hostedKeys'],
  [actiontrail.lookupEvents.permission]: ['events'],
  [actiontrail.describeTrails.permission]: ['trails'],
  [actiontrail.getTrailStatus.permission]: ['trails'],
  [bss.queryAccountBalance.permission]: ['balance'],
  [bss.queryBill.permission]: ['bills'],
  [bss.queryAccountBill.permission]: ['dailySpend'],
  [bss.describeInstanceBill.permission]: ['kmsUsage'],
};

/** An audit is complete without it: it is a second way to see something. */
const OPTIONAL: ReadonlySet<string> = new Set([cs.checkServiceRole.permission]);

export type Need = 'needed' | 'optional' | 'unwanted';

/** Without it each cluster is one `unknown`. */
function needOfProof({ proof }: Pick<Config, 'proof'>): Need {
  return proof.enabled && proof.level === 'metrics' ? 'optional' : 'unwanted';
}

/** Whether the jobs need a RAM action, with the checks of this configuration. */
export function needOf(permission: string, config: Config): Need {
  if (permission === cs.describeClusterUserKubeconfig.permission) return needOfProof(config);
  const sources = SOURCES_OF[permission];
  if (!sources) return 'needed';
  const wanted = sources.filter((source) => wants({ config }, source));
  if (wanted.length === 0) return 'unwanted';
  const isOptional = OPTIONAL.has(permission) || wanted.every((source) => OPTIONAL_SOURCES.has(source));
  return isOptional ? 'optional' : 'needed';
}
