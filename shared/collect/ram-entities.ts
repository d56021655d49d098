import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { ram } from '../cloud/ram.ts';
import { type Observation, seen, type Thing } from '../model/observation.ts';
import { askPages } from './ask-all.ts';
import { isoTime, objectOf, plain, policyText, read } from './read.ts';

/** RAM has one endpoint; the region only chooses among equals. */
const REGION = 'cn-hangzhou';
/** Largest page that is documented. */
const MaxItems = 1000;

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

const policiesSchema = v.pipe(
  v.object({
    Policies: v.object({
      Policy: v.array(
        v.object({
          PolicyName: v.string(),
          PolicyType: v.string(),
          AttachmentCount: v.optional(v.nullable(v.number()), null),
        }),
      ),
    }),
  }),
  v.transform(({ Policies }) =>
    Policies.Policy.map(
      ({ PolicyName: name, PolicyType: type, AttachmentCount: attached }): PolicyRef => ({
        name,
        type,
        attached,
      }),
    ),
  ),
);

const versionSchema = v.object({
  Policy: v.optional(v.unknown()),
  DefaultPolicyVersion: v.object({ PolicyDocument: v.string(), CreateDate: v.optional(v.unknown()) }),
});

const entitiesSchema = v.object({
  Users: v.object({
    User: v.array(v.object({ UserName: v.string(), UserId: v.optional(v.string(), '') })),
  }),
  Roles: v.object({
    Role: v.array(v.object({ RoleName: v.string(), RoleId: v.optional(v.string(), '') })),
  }),
  Groups: v.object({ Group: v.array(v.object({ GroupName: v.string() })) }),
});

const membersSchema = v.pipe(
  v.object({ Users: v.object({ User: v.array(v.object({ UserName: v.string() })) }) }),
  v.transform(({ Users }) => Users.User.map(({ UserName }) => UserName)),
);

const usersSchema = v.pipe(
  v.object({
    Users: v.object({ User: v.array(v.object({ UserName: v.string(), UserId: v.string() })) }),
  }),
  v.transform(({ Users }) => Users.User.map(({ UserName: name, UserId: id }) => ({ name, id }))),
);

export function listPolicies(cloud: Cloud): Promise<Observation<readonly PolicyRef[]>> {
  const paging = { token: 'Marker', items: policiesSchema };
  return askPages(cloud, ram.listPolicies, { region: REGION, query: { MaxItems } }, paging);
}

/** A policy as it stands. */
export interface PolicyVersion {
  document: Observation<string>;
  /** When it last changed, ISO 8601, UTC; null when RAM does not say. */
  changed: string | null;
}

/** The default version of a policy. */
export async function policyVersionOf(
  cloud: Cloud,
  { name, type }: Pick<PolicyRef, 'name' | 'type'>,
  thing?: Thing,
): Promise<PolicyVersion> {
  const query = { PolicyName: name, PolicyType: type };
  const answer = await cloud.call(ram.getPolicy, { region: REGION, query });
  const body = read(answer, versionSchema, thing);
  if (!body.seen) return { document: body, changed: null };
  const { UpdateDate } = objectOf(body.value.Policy);
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
  const { Users, Roles, Groups } = entities.value;
  return seen(
    {
      users: Users.User.map(({ UserName, UserId }) => ({ name: UserName, id: UserId })),
      roles: Roles.Role.map(({ RoleName, RoleId }) => ({ name: RoleName, id: RoleId })),
      groups: Groups.Group.map(({ GroupName }) => GroupName),
    },
    entities.at,
  );
}

export async function membersOf(cloud: Cloud, group: string): Promise<Observation<readonly string[]>> {
  const query = { GroupName: group, MaxItems };
  const paging = { token: 'Marker', items: membersSchema };
  const members = await askPages(cloud, ram.listUsersForGroup, { region: REGION, query }, paging);
  return isGone(members) ? seen([], '') : members;
}

/** Ids by name: the members of a group come without. */
export async function userIds(cloud: Cloud): Promise<Observation<ReadonlyMap<string, string>>> {
  const paging = { token: 'Marker', items: usersSchema };
  const users = await askPages(cloud, ram.listUsers, { region: REGION, query: { MaxItems } }, paging);
  return users.seen ? seen(new Map(users.value.map(({ name, id }) => [name, id])), users.at) : users;
}

/** It went away between two calls. */
function isGone(answer: Observation<unknown>): boolean {
  return !answer.seen && answer.code?.startsWith('EntityNotExist') === true;
}
