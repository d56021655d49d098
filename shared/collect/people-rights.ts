import type { Cluster } from '../model/cluster.ts';
import { keysInUse } from '../model/key.ts';
import { KMS_POLICY, type Person, type SwitchOffAction } from '../model/people.ts';
import type { Decision } from '../model/ram-policy.ts';
import { SERVICE_ROLE } from '../model/role.ts';
import { decide, decideOnAny } from '../ram/decide.ts';
import { accountPart, everyKey, keyResource } from '../ram/resources.ts';
import type { Statement } from '../ram/statement.ts';
import type { Known } from './cluster-grants.ts';

/** All of KMS, as the text of a pattern: only a pattern that is as wide matches it. */
export const ALL_OF_KMS = 'kms:*';

interface Held {
  name: string;
  type: string;
  statements: readonly Statement[];
}

type Rights = Pick<Person, 'rights' | 'kms'>;

/** Judges each set of policies once: thousands of people share a few. */
export function judgeOf(
  account: string,
  clusters: readonly Cluster[],
): (holder: Known & { policies: readonly Held[] }) => Person {
  const resources = resourcesOf(accountPart(account), clusters);
  const judged = new Map<string, Rights>();
  return ({ type, name, policies }) => {
    const names = policies.map((policy) => `${policy.type} ${policy.name}`).sort();
    const key = names.join('\n');
    const result = judged.get(key) ?? judgePolicies(policies, resources, account);
    judged.set(key, result);
    return { type, name, policies: policies.map((policy) => policy.name), ...result, grants: null };
  };
}

type Resources = Readonly<Record<SwitchOffAction, readonly string[]>>;

/** What counts here. RAM is not regional: policies name its resources with `*` for the region, or with nothing. */
function resourcesOf(account: string, clusters: readonly Cluster[]): Resources {
  const keys = keysInUse(clusters).map((key) => keyResource(key, account));
  return {
    'cs:UpdateKMSEncryption': clusters.map(({ region, id }) => `acs:cs:${region}:${account}:cluster/${id}`),
    'kms:DisableKey': keys,
    'kms:ScheduleKeyDeletion': keys,
    'ram:DetachPolicyFromRole': ['*', ''].map(
      (region) => `acs:ram:${region}:${account}:role/${SERVICE_ROLE}`,
    ),
  };
}

function judgePolicies(policies: readonly Held[], resources: Resources, account: string): Rights {
  const statements = policies.flatMap((policy) => policy.statements);
  const on = (action: SwitchOffAction): Decision =>
    decideOnAny({ action, principal: null }, resources[action], statements);
  const all = decide({ action: ALL_OF_KMS, resource: everyKey(account), principal: null }, statements);
  const [named] = policies.filter(({ name, type }) => name === KMS_POLICY && type === 'System');
  const isDenied = all.effect === 'denied' && all.by.length > 0;
  return {
    rights: {
      'cs:UpdateKMSEncryption': on('cs:UpdateKMSEncryption'),
      'kms:DisableKey': on('kms:DisableKey'),
      'kms:ScheduleKeyDeletion': on('kms:ScheduleKeyDeletion'),
      'ram:DetachPolicyFromRole': on('ram:DetachPolicyFromRole'),
    },
    kms: named && !isDenied ? { effect: 'allowed', by: [{ statement: named.name, openBy: [] }] } : all,
  };
}
