import * as v from 'valibot';
import { ram } from '../services/ram.ts';
import { policyDocument } from '../specs/basics.ts';
import { ackTrust, policyNamed } from '../specs/identity-spec.ts';
import { documentText } from '../specs/key-spec.ts';
import { attachedAt, serviceRoleName } from '../world/identity.ts';
import type { JsonObject } from '../world/json.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { type Command, CommandError, type Doer, doer, homeOf, perform } from './command.ts';

const role = v.optional(v.pipe(v.string(), v.minLength(1)), serviceRoleName);

function onRole(
  world: WorldState,
  args: Doer & { role: string },
  operation: string,
  params: (account: Account) => Record<string, string>,
): JsonObject {
  const account = homeOf(world, args);
  perform(world, args, {
    service: ram,
    operation,
    account,
    region: world.settings.globalEventsRegion,
    params: { RoleName: args.role, ...params(account) },
  });
  return { role: args.role };
}

function policyParams(account: Account, name: string): Record<string, string> {
  const [PolicyType = '', PolicyName = ''] = policyNamed(account, name).split('/');
  return { PolicyType, PolicyName };
}

const policyArgs = v.strictObject({
  ...doer,
  role,
  policy: v.optional(v.string(), `${serviceRoleName}Policy`),
});

function policyCommand(operation: string): Command<typeof policyArgs> {
  return {
    args: policyArgs,
    run: (world, args) => onRole(world, args, operation, (account) => policyParams(account, args.policy)),
  };
}

const roleArgs = v.strictObject({ ...doer, role });

/** RAM deletes only roles without policies, so these go first, each with its event. */
const deleteRole: Command<typeof roleArgs> = {
  args: roleArgs,
  run: (world, args) => {
    const account = homeOf(world, args);
    const found = account.roles.get(args.role.toLowerCase());
    if (!found) throw new CommandError('NoSuchRole', `There is no role ${args.role}.`);
    for (const { policy } of args.refused === undefined ? attachedAt(found, world.clock.now) : []) {
      const [PolicyType = '', PolicyName = ''] = policy.split('/');
      onRole(world, args, 'DetachPolicyFromRole', () => ({ PolicyType, PolicyName }));
    }
    return onRole(world, args, 'DeleteRole', () => ({}));
  },
};

const trustArgs = v.strictObject({ ...doer, role, trust: v.union([v.literal('ack'), policyDocument]) });

function trustText(trust: v.InferOutput<typeof trustArgs>['trust']): string {
  return trust === 'ack' ? ackTrust : documentText(trust);
}

const createArgs = v.strictObject({
  ...trustArgs.entries,
  trust: v.optional(trustArgs.entries.trust, 'ack'),
});

export const roleCommands = {
  detachPolicy: policyCommand('DetachPolicyFromRole'),
  attachPolicy: policyCommand('AttachPolicyToRole'),
  deleteRole,
  createRole: {
    args: createArgs,
    run: (world, args) =>
      onRole(world, args, 'CreateRole', () => ({ AssumeRolePolicyDocument: trustText(args.trust) })),
  } satisfies Command<typeof createArgs>,
  setTrust: {
    args: trustArgs,
    run: (world, args) =>
      onRole(world, args, 'UpdateRole', () => ({ NewAssumeRolePolicyDocument: trustText(args.trust) })),
  } satisfies Command<typeof trustArgs>,
};
