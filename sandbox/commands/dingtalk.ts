import * as v from 'valibot';
import { addApp, addRobot, appSpec, changeRobot, robotSpec } from '../specs/dingtalk-spec.ts';
import type { Robot } from '../world/dingtalk.ts';
import { minute } from '../world/time.ts';
import type { WorldState } from '../world/world-state.ts';
import { type Command, CommandError } from './command.ts';

const named = v.strictObject({ robot: v.string() });
const changed = v.strictObject({ robot: v.string(), ...v.partial(robotSpec).entries });
const minutes = v.strictObject({ minutes: v.pipe(v.number(), v.minValue(0)) });

/** By name or token. */
function robotNamed({ dingtalk }: WorldState, name: string): Robot {
  for (const robot of dingtalk.robots.values()) if (robot.name === name || robot.token === name) return robot;
  const known = [...dingtalk.robots.values()].map((robot) => robot.name).join(', ') || 'none';
  throw new CommandError('NoSuchRobot', `There is no robot ${name}. There is: ${known}.`);
}

export const dingTalkCommands = {
  addRobot: {
    args: robotSpec,
    run: (world, args) => ({ robot: addRobot(world, args).name }),
  } satisfies Command<typeof robotSpec>,
  /** Changes what is given of a robot, such as `stopped`, `overQuota`, `secret`, `rejects`. */
  setRobot: {
    args: changed,
    run: (world, { robot: name, ...change }) => {
      const robot = robotNamed(world, name);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      changeRobot(world, robot, given);
      return { robot: robot.name };
    },
  } satisfies Command<typeof changed>,
  /** Its address is not valid any more. */
  revokeRobot: {
    args: named,
    run: (world, { robot: name }) => {
      const robot = robotNamed(world, name);
      world.dingtalk.robots.delete(robot.token);
      return { robot: robot.name };
    },
  } satisfies Command<typeof named>,
  /** The gateway bans every caller of this machine. */
  banAddress: {
    args: minutes,
    run: (world, args) => {
      world.dingtalk.bannedUntil = world.clock.now + args.minutes * minute;
      return { minutes: args.minutes };
    },
  } satisfies Command<typeof minutes>,
  addApp: {
    args: appSpec,
    run: (world, args) => ({ app: addApp(world, args).appKey }),
  } satisfies Command<typeof appSpec>,
};
