import type { Cloud } from '../cloud/cloud.ts';
import type { Cluster } from '../model/cluster.ts';
import { firstFault, type Observation, seen, type Unseen } from '../model/observation.ts';
import {
  type Cut,
  KMS_POLICY,
  maySwitch,
  type People,
  type PeopleGap,
  SWITCH_OFF_ACTIONS,
} from '../model/people.ts';
import { mayMention } from '../ram/decide.ts';
import { oddIn, type Statement, statementsOf } from '../ram/statement.ts';
import { askEach } from './ask-all.ts';
import { type Known, withGrants } from './cluster-grants.ts';
import { ALL_OF_KMS, judgeOf } from './people-rights.ts';
import { entitiesOf, listPolicies, membersOf, type PolicyRef, policyTextOf } from './ram-entities.ts';

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

export interface Policy extends PolicyRef {
  statements: readonly Statement[];
}

type Holders = Map<string, Known & { policies: Policy[] }>;

/** What is left out, and what could not be read. */
interface Rest {
  cuts: Cut[];
  gaps: PeopleGap[];
}

/**
 * Who may switch encryption, found from the policies and not from the identities: the number of calls depends on how
 * many policies speak of it, not on how many users there are. One policy or group that cannot be read is told, and hides
 * nobody who is found through the others. Nothing is asked when no cluster is in scope.
 */
export async function collectPeople(
  cloud: Cloud,
  account: string,
  clusters: readonly Cluster[],
  grantsToo: boolean,
): Promise<People> {
  const inScope = clusters.filter((cluster) => cluster.inScope);
  const rest: Rest = { cuts: [], gaps: [] };
  if (inScope.length === 0) return { account, persons: seen([], ''), ...rest };
  const holders = await holdersOf(cloud, rest);
  if (!holders.seen) return { account, persons: holders, ...rest };
  const known = within('identities', [...holders.value.values()].sort(byName), rest);
  const judge = judgeOf(account, inScope);
  const found = known.map(({ policies, ...who }) => ({ ...who, person: judge({ ...who, policies }) }));
  const persons = grantsToo ? await withGrants(cloud, found, maySwitch) : found.map(({ person }) => person);
  return { account, persons: seen(persons, holders.at), ...rest };
}

async function holdersOf(cloud: Cloud, rest: Rest): Promise<Observation<Holders>> {
  const policies = await policiesOfInterest(cloud, rest);
  if (!policies.seen) return policies;
  const attached = await askEach(policies.value, (policy) => entitiesOf(cloud, policy));
  const unread = unreadIn(attached);
  if (unread) return unread;
  const holders: Holders = new Map();
  const byGroup = new Map<string, Policy[]>();
  for (const [index, policy] of policies.value.entries()) {
    const entities = attached[index];
    rest.gaps.push(...gapsOf(entities, 'holders', policy.name));
    if (!entities?.seen) continue;
    const { users, roles, groups } = entities.value;
    for (const user of users) give(holders, { type: 'user', ...user }, policy);
    for (const role of roles) give(holders, { type: 'role', ...role }, policy);
    for (const group of groups) byGroup.set(group, [...(byGroup.get(group) ?? []), policy]);
  }
  const groups = await throughGroups(cloud, byGroup, holders, rest);
  return groups ?? seen(holders, policies.at);
}

/** What a group has, its members have. Not null: no group could be read. */
async function throughGroups(
  cloud: Cloud,
  byGroup: ReadonlyMap<string, readonly Policy[]>,
  holders: Holders,
  rest: Rest,
): Promise<Unseen | null> {
  const groups = within('groups', [...byGroup.keys()].sort(), rest);
  const members = await askEach(groups, (group) => membersOf(cloud, group));
  for (const [index, group] of groups.entries()) {
    const names = members[index];
    rest.gaps.push(...gapsOf(names, 'members', group));
    for (const name of names?.seen ? names.value : [])
      for (const policy of byGroup.get(group) ?? []) give(holders, { type: 'user', name, id: '' }, policy);
  }
  return unreadIn(members);
}

/** What could not be read of an answer. */
function gapsOf(
  answer: Observation<unknown> | undefined,
  what: PeopleGap['what'],
  name: string,
): PeopleGap[] {
  const missing = answer?.seen ? (answer.missing ?? []) : answer ? [answer] : [];
  return missing.map(({ detail, because }) => ({ what, name, detail, because }));
}

/** Why nothing of what was asked came; null when something did. */
function unreadIn(answers: readonly Observation<unknown>[]): Unseen | null {
  const failures = answers.flatMap((answer) => (answer.seen ? [] : [answer]));
  return failures.length === answers.length ? firstFault(failures) : null;
}

function give(holders: Holders, who: Known, policy: Policy): void {
  const key = `${who.type} ${who.name}`;
  const holder = holders.get(key) ?? { ...who, policies: [] };
  holder.id ||= who.id;
  if (!holder.policies.includes(policy)) holder.policies.push(policy);
  holders.set(key, holder);
}

/** The attached policies that say yes or no to anything that counts here, or may, each read once. */
async function policiesOfInterest(cloud: Cloud, rest: Rest): Promise<Observation<readonly Policy[]>> {
  const list = await listPolicies(cloud);
  if (!list.seen) return list;
  rest.gaps.push(...gapsOf(list, 'list', 'policies'));
  const wanted = within('policies', inOrder(list.value), rest);
  const texts = await askEach(wanted, async (policy) => {
    const text = await policyTextOf(cloud, policy);
    return text === null || text.seen ? seen(text, list.at) : text;
  });
  const unread = unreadIn(texts);
  if (unread) return unread;
  const policies = wanted.flatMap((policy, index): Policy[] => {
    const text = texts[index];
    const document = text?.seen ? text.value : text;
    if (!document) return []; // it is gone by now
    rest.gaps.push(...gapsOf(document, 'policy', policy.name));
    return [{ ...policy, statements: statementsOf([{ name: policy.name, document }]) }];
  });
  const counting = policies.filter(counts);
  rest.gaps.push(...counting.flatMap(oddStatements));
  return seen(counting, list.at);
}

/** Those that everybody knows to matter first, then the account's own. */
function inOrder(policies: readonly PolicyRef[]): PolicyRef[] {
  const attached = policies.filter(({ name, type, attached }) =>
    attached === 0 ? type === 'System' && KNOWN_POLICIES.has(name) : true,
  );
  const own = attached.filter(({ type }) => type !== 'System');
  const system = attached.filter(({ type }) => type === 'System');
  const known = system.filter(({ name }) => KNOWN_POLICIES.has(name));
  return [...known, ...own, ...system.filter(({ name }) => !KNOWN_POLICIES.has(name))];
}

function counts({ name, statements }: Policy): boolean {
  const actions = [ALL_OF_KMS, ...SWITCH_OFF_ACTIONS];
  return name === KMS_POLICY || actions.some((action) => mayMention({ action }, statements));
}

/** Those that may say something about what counts here. */
function oddStatements({ statements }: Policy): PeopleGap[] {
  return statements.flatMap((statement) => {
    const odd = oddIn(statement, false);
    const matters = SWITCH_OFF_ACTIONS.some((action) => mayMention({ action }, [statement]));
    const isTold = statement.elements.size === 0 && statement.unread.includes('document');
    if (odd.length === 0 || !matters || isTold) return [];
    return [{ what: 'statement', name: statement.name, detail: odd.join(', ') } as const];
  });
}

function within<T>(what: Cut['what'], items: readonly T[], { cuts }: Rest): readonly T[] {
  const limit = LIMITS[what];
  if (items.length <= limit) return items;
  cuts.push({ what, limit, total: items.length });
  return items.slice(0, limit);
}

function byName(a: Known, b: Known): number {
  const [one, other] = [`${a.type} ${a.name}`, `${b.type} ${b.name}`];
  return one < other ? -1 : Number(one > other);
}
