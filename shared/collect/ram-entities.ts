import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { ram } from '../cloud/ram.ts';
import { type Observation, seen, type Thing, unseen } from '../model/observation.ts';
import { askPages, readEntries } from './ask-pages.ts';
import { countOrNull, isoTime, objectOf, plain, policyText, read } from './read.ts';

/** RAM has one endpoint; the region only chooses among equals. */
const REGION = 'cn-hangzhou';
/** Largest page that is documented. */
const MaxItems = 1000;

const name = v.pipe(v.string(), v.nonEmpty());
/** Nothing is judged by it. */
const id = v.fallback(v.string(), '');
/** Read one by one. */
const entries = v.pipe(
  v.nullable(v.array(v.unknown())),
  v.transform((list) => list ?? []),
);

export interface PolicyRef {
  name: string;
  type: string;
  /** To how many identities and groups it is attached; null when RAM does not say. */
  attached: number | null;
}

export interface Attached {
  users: readonly { name: string; id: string }[];
  roles: readonly { name: string; id: string }[];
  groups: readonly string[];
}

const policySchema = v.pipe(
  v.object({ PolicyName: name, PolicyType: name, AttachmentCount: countOrNull }),
  v.transform(
    ({ PolicyName, PolicyType: type, AttachmentCount: attached }): PolicyRef => ({
      name: PolicyName,
      type,
      attached,
    }),
  ),
);

const versionSchema = v.object({
  Policy: v.optional(v.unknown()),
  DefaultPolicyVersion: v.object({ PolicyDocument: v.string(), CreateDate: v.optional(v.unknown()) }),
});

const userSchema = v.object({ UserName: name, UserId: id });
const roleSchema = v.object({ RoleName: name, RoleId: id });
const groupSchema = v.object({ GroupName: name });

const entitiesSchema = v.object({
  Users: v.object({ User: entries }),
  Roles: v.object({ Role: entries }),
  Groups: v.object({ Group: entries }),
});

const usersIn = v.pipe(
  v.object({ Users: v.object({ User: entries }) }),
  v.transform(({ Users }) => Users.User),
);
const policiesIn = v.pipe(
  v.object({ Policies: v.object({ Policy: entries }) }),
  v.transform(({ Policies }) => Policies.Policy),
);

export function listPolicies(cloud: Cloud): Promise<Observation<readonly PolicyRef[]>> {
  const paging = { token: 'Marker', list: policiesIn, entry: policySchema };
  return askPages(cloud, ram.listPolicies, { region: REGION, query: { MaxItems } }, paging);
}

/** A policy as it stands. */
export interface PolicyVersion {
  document: Observation<string>;
  /** When it last changed, ISO 8601, UTC; null when RAM does not say. */
  changed: string | null;
}

/** The default version of a policy. An answer that names another policy says nothing of this one. */
export async function policyVersionOf(
  cloud: Cloud,
  { name, type }: Pick<PolicyRef, 'name' | 'type'>,
  thing?: Thing,
): Promise<PolicyVersion> {
  const query = { PolicyName: name, PolicyType: type };
  const answer = await cloud.call(ram.getPolicy, { region: REGION, query });
  const body = read(answer, versionSchema, thing);
  if (!body.seen) return { document: body, changed: null };
  const { PolicyName = name, UpdateDate } = objectOf(body.value.Policy);
  if (PolicyName !== name) {
    const why = `the answer for policy ${name} is about another one`;
    return { document: unseen('malformed', why, thing ? { thing } : {}), changed: null };
  }
  const { PolicyDocument, CreateDate } = body.value.DefaultPolicyVersion;
  const [updated, created] = [isoTime(plain(UpdateDate)), isoTime(plain(CreateDate)) ?? ''];
  const document = policyText(PolicyDocument, `PolicyDocument of ${name}`, body.at, thing);
  return { document, changed: updated !== null && created > updated ? created : updated };
}

/** Null when the policy is gone by now. */
export async function policyTextOf(cloud: Cloud, policy: PolicyRef): Promise<Observation<string> | null> {
  const { document } = await policyVersionOf(cloud, policy);
  return isGone(document) ? null : document;
}

/** Not paged. https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-listentitiesforpolicy */
export async function entitiesOf(cloud: Cloud, { name, type }: PolicyRef): Promise<Observation<Attached>> {
  const query = { PolicyName: name, PolicyType: type };
  const answer = await cloud.call(ram.listEntitiesForPolicy, { region: REGION, query });
  if (isGone(answer)) return seen({ users: [], roles: [], groups: [] }, '');
  const entities = read(answer, entitiesSchema);
  if (!entities.seen) return entities;
  const users = readEntries(entities.value.Users.User, userSchema);
  const roles = readEntries(entities.value.Roles.Role, roleSchema);
  const groups = readEntries(entities.value.Groups.Group, groupSchema);
  return seen(
    {
      users: users.items.map(({ UserName, UserId }) => ({ name: UserName, id: UserId })),
      roles: roles.items.map(({ RoleName, RoleId }) => ({ name: RoleName, id: RoleId })),
      groups: groups.items.map(({ GroupName }) => GroupName),
    },
    entities.at,
    [...users.missing, ...roles.missing, ...groups.missing],
  );
}

export async function membersOf(cloud: Cloud, group: string): Promise<Observation<readonly string[]>> {
  const query = { GroupName: group, MaxItems };
  const paging = { token: 'Marker', list: usersIn, entry: userSchema };
  const members = await askPages(cloud, ram.listUsersForGroup, { region: REGION, query }, paging);
  if (!members.seen) return isGone(members) ? seen([], '') : members;
  return { ...members, value: members.value.map(({ UserName }) => UserName) };
}

/** Ids by name: the members of a group come without. */
export async function userIds(cloud: Cloud): Promise<Observation<ReadonlyMap<string, string>>> {
  const paging = { token: 'Marker', list: usersIn, entry: userSchema };
  const users = await askPages(cloud, ram.listUsers, { region: REGION, query: { MaxItems } }, paging);
  if (!users.seen) return users;
  return { ...users, value: new Map(users.value.map(({ UserName, UserId }) => [UserName, UserId])) };
}

/** It went away between two calls. */
function isGone(answer: Observation<unknown>): boolean {
  return !answer.seen && answer.code?.startsWith('EntityNotExist') === true;
}
