import * as v from 'valibot';
import { type Directory, type Member, memberTypes, newDirectory } from '../world/directory.ts';
import { day } from '../world/time.ts';
import type { WorldState } from '../world/world-state.ts';
import { accountId, oneOf } from './basics.ts';
import { SpecProblem } from './problem.ts';

export const memberSpec = v.strictObject({
  account: accountId,
  name: v.optional(v.string(), ''),
  status: v.optional(v.string(), 'CreateSuccess'),
  type: v.optional(oneOf(memberTypes), 'ResourceAccount'),
});

export type MemberSpec = v.InferOutput<typeof memberSpec>;

export const directorySpec = v.strictObject({
  management: accountId,
  delegated: v.optional(v.array(accountId), []),
  members: v.optional(v.array(memberSpec), []),
});

export type DirectorySpec = v.InferOutput<typeof directorySpec>;

/** Lets an account join. Throws SpecProblem when it is in the directory already. */
export function addMember(directory: Directory, spec: MemberSpec, joined: number): Member {
  const { account, name } = spec;
  if (account === directory.management) {
    throw new SpecProblem('account', `${account} is the management account, which is no member.`);
  }
  if (directory.members.has(account)) {
    throw new SpecProblem('account', `${account} is a member already.`);
  }
  const member = { ...spec, name: name === '' ? account : name, joined };
  directory.members.set(account, member);
  return member;
}

export function directoryOf(world: WorldState, spec: DirectorySpec): Directory {
  const start = world.clock.now;
  const directory = newDirectory(world.name, spec.management, spec.delegated, start - 600 * day);
  for (const [index, member] of spec.members.entries()) {
    try {
      addMember(directory, member, start - 300 * day);
    } catch (error) {
      if (error instanceof SpecProblem)
        throw new SpecProblem(`directory.members.${index}.${error.field}`, error.message);
      throw error;
    }
  }
  for (const [index, account] of spec.delegated.entries()) {
    if (!directory.members.has(account))
      throw new SpecProblem(`directory.delegated.${index}`, `${account} is no member.`);
  }
  return directory;
}
