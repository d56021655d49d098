import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { ram } from '../cloud/ram.ts';
import { type Observation, seen, type Thing, type Unseen, unseen } from '../model/observation.ts';
import type { PolicyText } from '../model/ram-policy.ts';
import { SERVICE_ROLE, type ServiceRole } from '../model/role.ts';
import { policyVersionOf } from './ram-entities.ts';
import { isoTime, objectOf, plain, policyText, read } from './read.ts';

/** RAM has one endpoint; the region only chooses among equals. */
const REGION = 'cn-hangzhou';

const roleSchema = v.object({
  Role: v.looseObject({ Arn: v.string(), AssumeRolePolicyDocument: v.string() }),
});

const policyListSchema = v.object({
  Policies: v.object({ Policy: v.array(v.unknown()) }),
  IsTruncated: v.optional(v.unknown()),
});

type ExistingRole = Extract<ServiceRole, { exists: true }>;

/** Null where one of the times is not told. */
type Changed = string | null;

/** The service role, its trust and its policies. Where RAM may not be read, ACK is asked whether it exists. */
export async function collectRole(cloud: Cloud): Promise<Observation<ServiceRole>> {
  const [answer, { policies, changed }] = await Promise.all([
    cloud.call(ram.getRole, { region: REGION, query: { RoleName: SERVICE_ROLE } }),
    collectPolicies(cloud),
  ]);
  if (!answer.seen && answer.code?.startsWith('EntityNotExist')) return seen({ exists: false }, '');
  const role = read(answer, roleSchema, thing(ram.getRole.permission));
  if (!role.seen) return role.because === 'denied' ? askAck(cloud, role) : role;
  const { Arn: arn, AssumeRolePolicyDocument: trust, UpdateDate } = role.value.Role;
  const document = policyText(trust, 'AssumeRolePolicyDocument', role.at, thing(ram.getRole.permission));
  const told = { arn, trust: document, policies, changed: latest([changed, timeOf(UpdateDate)]) };
  return seen({ exists: true, ...told }, role.at);
}

/** `CheckServiceRole` needs no RAM permission, but does not say whether trust or policy were trimmed. */
async function askAck(cloud: Cloud, denied: Unseen): Promise<Observation<ServiceRole>> {
  const answer = await cloud.call(cs.checkServiceRole, {
    region: REGION,
    body: { roles: [{ name: SERVICE_ROLE }] },
  });
  const schema = v.object({ roles: v.array(v.object({ name: v.string(), granted: v.boolean() })) });
  const told = read(answer, schema, thing(cs.checkServiceRole.permission));
  const role = told.seen ? told.value.roles.find(({ name }) => name === SERVICE_ROLE) : undefined;
  if (!told.seen || !role) return denied;
  return seen(
    role.granted
      ? { exists: true, arn: '', trust: denied, policies: denied, changed: null }
      : { exists: false },
    told.at,
  );
}

/** Each policy by itself: one that cannot be read hides none of the others. */
async function collectPolicies(
  cloud: Cloud,
): Promise<{ policies: ExistingRole['policies']; changed: Changed }> {
  const answer = await cloud.call(ram.listPoliciesForRole, {
    region: REGION,
    query: { RoleName: SERVICE_ROLE },
  });
  const listed = thing(ram.listPoliciesForRole.permission);
  const list = read(answer, policyListSchema, listed);
  if (!list.seen) return { policies: list, changed: null };
  const attached = await Promise.all(list.value.Policies.Policy.map((entry) => attachedPolicy(cloud, entry)));
  const cut = list.value.IsTruncated === true || list.value.IsTruncated === 'true';
  const rest: PolicyText = {
    name: '...',
    document: unseen('malformed', 'the list of policies is cut short', { thing: listed }),
  };
  const texts = [...attached.map(({ text }) => text), ...(cut ? [rest] : [])];
  const names = texts.map(({ name }) => name);
  const changed = cut ? null : latest(attached.map((policy) => policy.changed));
  return { policies: seen({ names, texts }, list.at), changed };
}

async function attachedPolicy(cloud: Cloud, entry: unknown): Promise<{ text: PolicyText; changed: Changed }> {
  const { PolicyName, PolicyType, AttachDate } = objectOf(entry);
  const [name, type] = [plain(PolicyName), plain(PolicyType)];
  if (name === '' || type === '') {
    const why = { thing: thing(ram.listPoliciesForRole.permission) };
    return { text: { name, document: unseen('malformed', 'a policy without a name', why) }, changed: null };
  }
  const { document, changed } = await policyVersionOf(cloud, { name, type }, thing(ram.getPolicy.permission));
  return { text: { name, document }, changed: latest([changed, timeOf(AttachDate)]) };
}

function latest(times: readonly Changed[]): Changed {
  return times.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b), '');
}

function timeOf(value: unknown): Changed {
  return isoTime(plain(value));
}

function thing(facet: string): Thing {
  return { type: 'role', id: SERVICE_ROLE, region: '', name: SERVICE_ROLE, facet };
}
