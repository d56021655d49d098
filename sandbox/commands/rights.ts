import * as v from 'valibot';
import { matches } from '../world/policy.ts';
import { type Command, CommandError } from './command.ts';

const rightArgs = v.strictObject({
  /** RAM action or pattern, such as kms:DescribeKey or actiontrail:* */
  action: v.pipe(v.string(), v.regex(/^(\*|[A-Za-z]+:.+)$/, 'Expected a RAM action such as kms:DescribeKey')),
  region: v.optional(v.string(), '*'),
  /** a user or role name; without it every caller but root */
  who: v.optional(v.string(), ''),
});

const deny: Command<typeof rightArgs> = {
  args: rightArgs,
  run: (world, denial) => {
    world.denials.push(denial);
    return { denials: world.denials.map((one) => ({ ...one })) };
  },
};

/** Takes back every denial that this pattern covers. */
const allow: Command<typeof rightArgs> = {
  args: rightArgs,
  run: (world, { action, region, who }) => {
    world.denials = world.denials.filter(
      (denial) =>
        !(
          matches(action, denial.action) &&
          matches(region, denial.region) &&
          (who === '' || who === denial.who)
        ),
    );
    return { denials: world.denials.map((one) => ({ ...one })) };
  },
};

const tokenArgs = v.strictObject({
  /** access key id of one token; without it every token */
  accessKeyId: v.optional(v.string()),
});

const expireToken: Command<typeof tokenArgs> = {
  args: tokenArgs,
  run: (world, { accessKeyId }) => {
    const expired: string[] = [];
    for (const credential of world.credentials.values()) {
      if (!credential.token || (accessKeyId !== undefined && credential.id !== accessKeyId)) continue;
      credential.token.expires = 0;
      expired.push(credential.id);
    }
    return { expired };
  },
};

const settingArgs = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));

/** Changes one or more settings of the scenario while it runs; durations in milliseconds. */
const setSettings: Command<typeof settingArgs> = {
  args: settingArgs,
  run: (world, wanted) => {
    const known: Record<string, unknown> = { ...world.settings };
    for (const [name, value] of Object.entries(wanted)) {
      if (typeof known[name] !== typeof value) {
        const names = Object.keys(known).join(', ');
        throw new CommandError('InvalidArguments', `There is no such setting: ${name}. There is: ${names}.`);
      }
    }
    Object.assign(world.settings, wanted);
    return { ...world.settings };
  },
};

export const rightCommands = { deny, allow, expireToken, setSettings };
