import type * as v from 'valibot';
import type { JsonObject } from '../world/json.ts';
import type { WorldState } from '../world/world-state.ts';
import { billingCommands } from './billing.ts';
import { bucketCommands } from './buckets.ts';
import { clusterCommands } from './clusters.ts';
import { type Command, CommandError, execute } from './command.ts';
import { dingTalkCommands } from './dingtalk.ts';
import { directoryCommands } from './directory.ts';
import { insideCommands } from './inside.ts';
import { keyCommands } from './keys.ts';
import { rightCommands } from './rights.ts';
import { roleCommands } from './roles.ts';
import { surroundingCommands } from './surroundings.ts';

/** Everything that can be done to the world by its keeper; a new one is a line in one of these tables. */
const commands = {
  ...keyCommands,
  ...clusterCommands,
  ...insideCommands,
  ...roleCommands,
  ...surroundingCommands,
  ...bucketCommands,
  ...billingCommands,
  ...rightCommands,
  ...directoryCommands,
  ...dingTalkCommands,
};

export type CommandName = keyof typeof commands;

type ArgsOf<C> = C extends Command<infer S> ? v.InferInput<S> : never;

/** The commands as methods; the same as POST /_sandbox/world. */
export type World = { readonly [Name in CommandName]: (args: ArgsOf<(typeof commands)[Name]>) => JsonObject };

export const commandNames = Object.keys(commands);

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

export function runCommand(world: WorldState, name: string, args: unknown): JsonObject {
  if (!isCommand(name)) {
    const known = commandNames.join(', ');
    throw new CommandError('UnknownCommand', `There is nothing called ${name} to do. There is: ${known}.`);
  }
  const command: Command = commands[name];
  return execute(command, world, args);
}

/** `current` gives the world of the moment: a reset puts another in its place. */
export function worldMethods(current: () => WorldState): World {
  const methods: Record<string, (args: unknown) => JsonObject> = {};
  for (const name of commandNames) methods[name] = (args) => runCommand(current(), name, args);
  // One method for each name of the table above.
  return methods as World;
}
