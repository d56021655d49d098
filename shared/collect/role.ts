import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { ram } from '../cloud/ram.ts';
import { type Observation, seen, type Thing, type Unseen, unseen } from '../model/observation.ts';
import {
  type Effect,
  NEEDED_ACTIONS,
  type NeededAction,
  SERVICE_ROLE,
  type ServiceRole,
} from '../model/role.ts';
import { fitsPattern } from '../model/wildcard.ts';
import { effectOf, parsePolicy, type Statement } from './policy-document.ts';
import { read } from './read.ts';

/** RAM has one endpoint; the region only chooses among equals. */
const REGION = 'cn-hangzhou';

const roleSchema = v.object({ Role: v.object({ Arn: v.string(), AssumeRolePolicyDocument: v.string() }) });

const policyListSchema = v.object({
  Policies: v.object({
    Policy: v.optional(v.array(v.object({ PolicyName: v.string(), PolicyType: v.string() })), []),
  }),
});

const policySchema = v.object({ DefaultPolicyVersion: v.object({ PolicyDocument: v.string() }) });

type Policies = Extract<ServiceRole, { exists: true }>['policies'];

/** The service role, its trust and its effective policy. Where RAM may not be read, ACK is asked whether it exists. */
export async function collectRole(cloud: Cloud): Promise<Observation<ServiceRole>> {
  const [answer, policies] = await Promise.all([
    cloud.call(ram.getRole, { region: REGION, query: { RoleName: SERVICE_ROLE } }),
    collectPolicies(cloud),
  ]);
  if (!answer.seen && answer.code?.startsWith('EntityNotExist')) return seen({ exists: false }, '');
  const role = read(answer, roleSchema, thing(ram.getRole.permission));
  if (!role.seen) return role.because === 'denied' ? askAck(cloud, role) : role;
  const { Arn: arn, AssumeRolePolicyDocument: trust } = role.value.Role;
  return seen({ exists: true, arn, trusted: trustIn(trust, role.at), policies }, role.at);
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
    role.granted ? { exists: true, arn: '', trusted: denied, policies: denied } : { exists: false },
    told.at,
  );
}

function trustIn(document: string, at: string): Observation<boolean> {
  const statements = parsePolicy(document);
  if (!statements) {
    return unseen('malformed', 'AssumeRolePolicyDocument', { thing: thing(ram.getRole.permission) });
  }
  const naming = statements.filter(({ Principal }) =>
    (Principal?.['Service'] ?? []).some((service) => fitsPattern(service, 'cs.aliyuncs.com')),
  );
  return seen(effectOf('sts:AssumeRole', naming) === 'allowed', at);
}

async function collectPolicies(cloud: Cloud): Promise<Policies> {
  const answer = await cloud.call(ram.listPoliciesForRole, {
    region: REGION,
    query: { RoleName: SERVICE_ROLE },
  });
  const list = read(answer, policyListSchema, thing(ram.listPoliciesForRole.permission));
  if (!list.seen) return list;
  const attached = list.value.Policies.Policy;
  const documents = await Promise.all(
    attached.map(async ({ PolicyName, PolicyType }) => {
      const query = { PolicyName, PolicyType };
      const policy = read(
        await cloud.call(ram.getPolicy, { region: REGION, query }),
        policySchema,
        thing(ram.getPolicy.permission),
      );
      if (!policy.seen) return policy;
      const statements = parsePolicy(policy.value.DefaultPolicyVersion.PolicyDocument);
      return (
        statements ??
        unseen('malformed', `PolicyDocument of ${PolicyName}`, { thing: thing(ram.getPolicy.permission) })
      );
    }),
  );
  const statements: Statement[] = [];
  for (const document of documents) {
    if ('seen' in document) return document;
    statements.push(...document);
  }
  const effects = Object.fromEntries(NEEDED_ACTIONS.map((action) => [action, effectOf(action, statements)]));
  return seen(
    { names: attached.map(({ PolicyName }) => PolicyName), effects: effects as Record<NeededAction, Effect> },
    list.at,
  ); // one for each
}

function thing(facet: string): Thing {
  return { type: 'role', id: SERVICE_ROLE, region: '', name: SERVICE_ROLE, facet };
}
