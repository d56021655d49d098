import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import type { Operation } from '../cloud/operation.ts';
import { ram } from '../cloud/ram.ts';
import { ramSetup } from '../cloud/ram-setup.ts';
import { AppError } from '../model/error.ts';
import type { Unseen } from '../model/observation.ts';
import { parsedJson } from '../model/parse-json.ts';

/** The role of the functions, and the policy of the same name that it is given. */
export interface Role {
  name: string;
  trust: object;
  policy: object;
}

/** `other`: there is a policy of that name with other rights. */
export interface RoleState {
  role: 'there' | 'absent';
  policy: 'there' | 'absent' | 'other';
  attached: boolean;
}

const policySchema = v.object({ DefaultPolicyVersion: v.object({ PolicyDocument: v.string() }) });
const attachedSchema = v.object({
  Policies: v.object({ Policy: v.array(v.object({ PolicyName: v.string(), PolicyType: v.string() })) }),
});

/** RAM has one place; the region of a request only chooses its budget. */
const region = 'cn-hangzhou';

/** What there is of it. Throws `AppError` SetupRefused. */
export async function roleState(cloud: Cloud, { name, policy }: Role): Promise<RoleState> {
  const [role, given, attached] = await Promise.all([
    read(cloud, ram.getRole, { RoleName: name }),
    read(cloud, ram.getPolicy, { PolicyName: name, PolicyType: 'Custom' }),
    read(cloud, ram.listPoliciesForRole, { RoleName: name }),
  ]);
  const document = v.safeParse(policySchema, given);
  const list = v.safeParse(attachedSchema, attached);
  return {
    role: role === null ? 'absent' : 'there',
    policy:
      given === null
        ? 'absent'
        : isSame(document.success ? document.output : null, policy)
          ? 'there'
          : 'other',
    attached:
      list.success &&
      list.output.Policies.Policy.some(
        ({ PolicyName, PolicyType }) => PolicyName === name && PolicyType === 'Custom',
      ),
  };
}

function isSame(found: v.InferOutput<typeof policySchema> | null, policy: object): boolean {
  const document = parsedJson(found?.DefaultPolicyVersion.PolicyDocument ?? '');
  return JSON.stringify(document) === JSON.stringify(policy);
}

/** Makes what is missing; what is there stays. May be broken off anywhere and run again. Throws `AppError` SetupRefused. */
export async function makeRole(cloud: Cloud, { name, trust, policy }: Role, state: RoleState): Promise<void> {
  if (state.role === 'absent')
    await write(cloud, ramSetup.createRole, {
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify(trust),
      Description: 'functions of sealwatch',
    });
  if (state.policy === 'absent')
    await write(cloud, ramSetup.createPolicy, { PolicyName: name, PolicyDocument: JSON.stringify(policy) });
  if (!state.attached)
    await write(cloud, ramSetup.attachPolicyToRole, {
      RoleName: name,
      PolicyName: name,
      PolicyType: 'Custom',
    });
}

/** Removes role and policy; what is gone already is no trouble. Throws `AppError` SetupRefused. */
export async function removeRole(cloud: Cloud, name: string): Promise<void> {
  await write(cloud, ramSetup.detachPolicyFromRole, {
    RoleName: name,
    PolicyName: name,
    PolicyType: 'Custom',
  });
  await write(cloud, ramSetup.deletePolicy, { PolicyName: name });
  await write(cloud, ramSetup.deleteRole, { RoleName: name });
}

/** Null: it is not there. */
async function read(cloud: Cloud, operation: Operation, query: Record<string, string>): Promise<unknown> {
  const answer = await cloud.call(operation, { region, query });
  if (answer.seen) return answer.value;
  if (answer.because === 'absent') return null;
  throw refused(operation, answer);
}

/** An earlier attempt may have gone through although its answer was lost. */
const DONE = /^(EntityAlreadyExists|EntityNotExist)/;

async function write(cloud: Cloud, operation: Operation, query: Record<string, string>): Promise<void> {
  const answer = await cloud.call(operation, { region, query });
  if (!answer.seen && answer.because !== 'absent' && !DONE.test(answer.code ?? ''))
    throw refused(operation, answer);
}

function refused({ action, permission }: Operation, { code, detail }: Unseen): AppError {
  return new AppError(
    'SetupRefused',
    `${action} failed: ${code ?? ''} ${detail}`.trim(),
    `Grant ${permission} (docs/ram/setup-policy.json), and run it again: what is done already stays.`,
  );
}
