import type { Cloud } from '../cloud/cloud.ts';
import type { Cluster } from '../model/cluster.ts';
import { keysInUse } from '../model/key.ts';
import { type Observation, seen } from '../model/observation.ts';
import {
  type Cut,
  KMS_POLICY,
  maySwitch,
  type People,
  type Person,
  SWITCH_OFF_ACTIONS,
  type SwitchOffAction,
} from '../model/people.ts';
import { type Effect, SERVICE_ROLE } from '../model/role.ts';
import { askAll } from './ask-all.ts';
import { type Known, withGrants } from './cluster-grants.ts';
import { effectOf, effectOnAny, mentions, type Statement } from './policy-document.ts';
import { entitiesOf, listPolicies, membersOf, type PolicyRef, statementsOf } from './ram-entities.ts';

/** Most that is read in one run, so that a large account cannot use up the run. */
const LIMITS = { policies: 200, groups: 100, identities: 300 } as const;

/** Looked at even if RAM does not count who has them: they let people switch encryption, or guard the role. */
const KNOWN_POLICIES = new Set([
  'AdministratorAccess',
  'PowerUserAccess',
  'AliyunCSFullAccess',
  'AliyunKMSFullAccess',
  'AliyunRAMFullAccess',
  KMS_POLICY,
]);

/** All of KMS, as the text of a pattern: only a pattern that is as wide matches it. */
const ALL_OF_KMS = 'kms:*';

interface Policy extends PolicyRef {
  statements: readonly Statement[];
}

type Holders = Map<string, Known & { policies: Policy[] }>;

/**
 * Who may switch encryption, found from the policies and not from the identities: the number of calls depends on how
 * many policies speak of it, not on how many users there are. Nothing is asked when no cluster is in scope.
 */
export async function collectPeople(
  cloud: Cloud,
  account: string,
  clusters: readonly Cluster[],
  grantsToo: boolean,
): Promise<People> {
  const inScope = clusters.filter((cluster) => cluster.inScope);
  if (inScope.length === 0) return { account, persons: seen([], ''), cuts: [] };
  const cuts: Cut[] = [];
  const holders = await holdersOf(cloud, cuts);
  if (!holders.seen) return { account, persons: holders, cuts: [] };
  const known = within('identities', [...holders.value.values()].sort(byName), cuts);
  const judge = judgeOf(resourcesOf(account, inScope));
  const found = known.map(({ policies, ...rest }) => ({ ...rest, person: judge({ ...rest, policies }) }));
  const persons = grantsToo ? await withGrants(cloud, found, maySwitch) : found.map(({ person }) => person);
  return { account, persons: seen(persons, holders.at), cuts };
}

async function holdersOf(cloud: Cloud, cuts: Cut[]): Promise<Observation<Holders>> {
  const policies = await policiesOfInterest(cloud, cuts);
  if (!policies.seen) return policies;
  const attached = await askAll(policies.value, async (policy) => {
    const entities = await entitiesOf(cloud, policy);
    return entities.seen ? seen({ policy, ...entities.value }, entities.at) : entities;
  });
  if (!attached.seen) return attached;
  const holders: Holders = new Map();
  const byGroup = new Map<string, Policy[]>();
  for (const { policy, users, roles, groups } of attached.value) {
    for (const user of users) give(holders, { type: 'user', ...user }, policy);
    for (const role of roles) give(holders, { type: 'role', ...role }, policy);
    for (const group of groups) byGroup.set(group, [...(byGroup.get(group) ?? []), policy]);
  }
  const groups = await throughGroups(cloud, byGroup, holders, cuts);
  return groups.seen ? seen(holders, attached.at || policies.at) : groups;
}

/** What a group has, its members have. */
async function throughGroups(
  cloud: Cloud,
  byGroup: ReadonlyMap<string, readonly Policy[]>,
  holders: Holders,
  cuts: Cut[],
): Promise<Observation<unknown>> {
  const groups = within('groups', [...byGroup.keys()].sort(), cuts);
  const members = await askAll(groups, (group) => membersOf(cloud, group));
  if (!members.seen) return members;
  for (const [index, names] of members.value.entries()) {
    const given = byGroup.get(groups[index] ?? '') ?? [];
    for (const name of names)
      for (const policy of given) give(holders, { type: 'user', name, id: '' }, policy);
  }
  return members;
}

function give(holders: Holders, who: Known, policy: Policy): void {
  const key = `${who.type} ${who.name}`;
  const holder = holders.get(key) ?? { ...who, policies: [] };
  holder.id ||= who.id;
  if (!holder.policies.includes(policy)) holder.policies.push(policy);
  holders.set(key, holder);
}

/** The attached policies that say yes or no to anything that counts here, each read once. */
async function policiesOfInterest(cloud: Cloud, cuts: Cut[]): Promise<Observation<readonly Policy[]>> {
  const list = await listPolicies(cloud);
  if (!list.seen) return list;
  const attached = list.value.filter(({ name, type, attached }) =>
    attached === 0 ? type === 'System' && KNOWN_POLICIES.has(name) : true,
  );
  const own = attached.filter(({ type }) => type !== 'System');
  const system = attached.filter(({ type }) => type === 'System');
  const known = system.filter(({ name }) => KNOWN_POLICIES.has(name));
  const others = system.filter(({ name }) => !KNOWN_POLICIES.has(name));
  const policies = await askAll(within('policies', [...known, ...own, ...others], cuts), async (policy) => {
    const statements = await statementsOf(cloud, policy);
    return statements.seen ? seen({ ...policy, statements: statements.value }, statements.at) : statements;
  });
  if (!policies.seen) return policies;
  return seen(policies.value.filter(counts), policies.at || list.at);
}

function counts({ name, statements }: Policy): boolean {
  return (
    name === KMS_POLICY ||
    mentions(statements, ALL_OF_KMS) ||
    SWITCH_OFF_ACTIONS.some((action) => mentions(statements, action))
  );
}

function within<T>(what: Cut['what'], items: readonly T[], cuts: Cut[]): readonly T[] {
  const limit = LIMITS[what];
  if (items.length <= limit) return items;
  cuts.push({ what, limit, total: items.length });
  return items.slice(0, limit);
}

function byName(a: Known, b: Known): number {
  const [one, other] = [`${a.type} ${a.name}`, `${b.type} ${b.name}`];
  return one < other ? -1 : Number(one > other);
}

function resourcesOf(
  account: string,
  clusters: readonly Cluster[],
): Readonly<Record<SwitchOffAction, readonly string[]>> {
  const keys = keysInUse(clusters).map(({ region, id }) => `acs:kms:${region}:${account}:key/${id}`);
  return {
    'cs:UpdateKMSEncryption': clusters.map(({ region, id }) => `acs:cs:${region}:${account}:cluster/${id}`),
    'kms:DisableKey': keys,
    'kms:ScheduleKeyDeletion': keys,
    'ram:DetachPolicyFromRole': [`acs:ram:*:${account}:role/${SERVICE_ROLE}`],
  };
}

/** Judges each set of policies once: thousands of people share a few. */
function judgeOf(
  resources: ReturnType<typeof resourcesOf>,
): (holder: Known & { policies: readonly Policy[] }) => Person {
  const judged = new Map<string, Pick<Person, 'effects' | 'kms'>>();
  return ({ type, name, policies }) => {
    const names = policies.map((policy) => `${policy.type} ${policy.name}`).sort();
    const key = names.join('\n');
    const result = judged.get(key) ?? judgePolicies(policies, resources);
    judged.set(key, result);
    return { type, name, policies: policies.map((policy) => policy.name), ...result, grants: null };
  };
}

function judgePolicies(
  policies: readonly Policy[],
  resources: ReturnType<typeof resourcesOf>,
): Pick<Person, 'effects' | 'kms'> {
  const statements = policies.flatMap((policy) => policy.statements);
  const on = (action: SwitchOffAction): Effect => effectOnAny(action, resources[action], statements);
  const all = effectOf(ALL_OF_KMS, statements);
  const named = policies.some(({ name, type }) => name === KMS_POLICY && type === 'System');
  return {
    effects: {
      'cs:UpdateKMSEncryption': on('cs:UpdateKMSEncryption'),
      'kms:DisableKey': on('kms:DisableKey'),
      'kms:ScheduleKeyDeletion': on('kms:ScheduleKeyDeletion'),
      'ram:DetachPolicyFromRole': on('ram:DetachPolicyFromRole'),
    },
    kms: named && all !== 'denied' ? 'allowed' : all,
  };
}
