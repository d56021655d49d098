import * as v from 'valibot';
import { accountId } from '../specs/basics.ts';
import { addMember, memberSpec } from '../specs/directory-spec.ts';
import type { Directory } from '../world/directory.ts';
import type { WorldState } from '../world/world-state.ts';
import { type Command, CommandError } from './command.ts';

function directoryIn({ directory }: WorldState): Directory {
  if (directory) return directory;
  throw new CommandError('NoDirectory', 'The scenario has no directory.');
}

const joinArgs = v.strictObject({ ...v.omit(memberSpec, ['account']).entries, member: accountId });

/** An account joins the directory; it need not be one of the world. */
const addMemberCommand: Command<typeof joinArgs> = {
  args: joinArgs,
  run: (world, { member, ...spec }) => {
    const added = addMember(directoryIn(world), { ...spec, account: member }, world.clock.now);
    return { member: added.account, name: added.name };
  },
};

const leaveArgs = v.strictObject({ member: accountId });

const removeMember: Command<typeof leaveArgs> = {
  args: leaveArgs,
  run: (world, { member }) => {
    const { members } = directoryIn(world);
    if (!members.delete(member)) {
      const known = [...members.keys()].slice(0, 40).join(', ') || 'none';
      throw new CommandError('NoSuchMember', `There is no member ${member}. There is: ${known}.`);
    }
    return { member };
  },
};

export const directoryCommands = { addMember: addMemberCommand, removeMember };
