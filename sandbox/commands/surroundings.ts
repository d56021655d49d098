import * as v from 'valibot';
import { actiontrail } from '../services/actiontrail.ts';
import { vpc } from '../services/vpc.ts';
import { writeCalls } from '../services/write-calls.ts';
import { jsonObject, moment, oneOf, region } from '../specs/basics.ts';
import { addInstance, instanceSpec } from '../specs/instance-spec.ts';
import { rules, rulesOf } from '../specs/network-spec.ts';
import { actorOf, principalFrom } from '../world/actors.ts';
import { recordEvent } from '../world/record.ts';
import { parseMoment } from '../world/time.ts';
import { always, change } from '../world/timeline.ts';
import { kmsStatuses, type WorldState } from '../world/world-state.ts';
import { type Command, CommandError, type Doer, doer, homeOf, perform } from './command.ts';
import { instanceNamed, networkAclNamed, trailNamed } from './find.ts';
import { leaveEvent } from './happening.ts';

const { account } = doer;
const trailArgs = v.strictObject({ ...doer, trail: v.string() });

function onTrail(operation: string): Command<typeof trailArgs> {
  return {
    args: trailArgs,
    run: (world: WorldState, args: Doer & { trail: string }) => {
      const home = homeOf(world, args);
      const trail = trailNamed(home, args.trail);
      const params = { Name: trail.name };
      perform(world, args, { service: actiontrail, operation, account: home, region: trail.home, params });
      return { trail: trail.name };
    },
  };
}

const deliveryArgs = v.strictObject({ account, trail: v.string(), error: v.union([v.string(), v.null()]) });

const breakDelivery: Command<typeof deliveryArgs> = {
  args: deliveryArgs,
  run: (world, args) => {
    const trail = trailNamed(homeOf(world, args), args.trail);
    trail.deliveryError = args.error === null ? null : { text: args.error, lastGood: world.clock.now };
    return { trail: trail.name };
  },
};

const instanceArgs = v.strictObject({ account, instance: v.string() });

const expireInstance: Command<typeof instanceArgs> = {
  args: instanceArgs,
  run: (world, args) => {
    const instance = instanceNamed(homeOf(world, args), args.instance);
    instance.ends = world.clock.now;
    return { instance: instance.id };
  },
};

const renewArgs = v.strictObject({ ...instanceArgs.entries, until: moment });

const renewInstance: Command<typeof renewArgs> = {
  args: renewArgs,
  run: (world, args) => {
    const { now } = world.clock;
    const home = homeOf(world, args);
    const instance = instanceNamed(home, args.instance);
    const until = parseMoment(args.until, now) ?? now;
    instance.ends = until;
    // The order comes a moment later: what falls due now is settled already.
    home.billing.orders.push({ at: now + 1, until, instance: instance.id });
    return { instance: instance.id };
  },
};

const statusArgs = v.strictObject({
  ...instanceArgs.entries,
  status: oneOf(['Uninitialized', 'Connecting', 'Connected', 'Disconnected', 'Error']),
});

const setInstanceStatus: Command<typeof statusArgs> = {
  args: statusArgs,
  run: (world, args) => {
    const instance = instanceNamed(homeOf(world, args), args.instance);
    change(instance.status, world.clock.now, args.status);
    return { instance: instance.id };
  },
};

const aclArgs = v.strictObject({ ...doer, networkAcl: v.string(), inbound: rules, outbound: rules });

/** The rules that hold from now on, in place of those there were. */
const setNetworkAcl: Command<typeof aclArgs> = {
  args: aclArgs,
  run: (world, args) => {
    const home = homeOf(world, args);
    const acl = networkAclNamed(home, args.networkAcl);
    if (args.refused === undefined) {
      const [inbound, outbound] = [rulesOf(args.inbound), rulesOf(args.outbound)];
      home.networkAcls.set(acl.id, { ...acl, inbound, outbound });
    }
    leaveEvent(world, home, args, {
      service: vpc,
      name: 'UpdateNetworkAclEntries',
      region: acl.region,
      parameters: { NetworkAclId: acl.id },
      resource: { type: 'ACS::VPC::NetworkAcl', names: [acl.id], referenced: false },
    });
    return { networkAcl: acl.id };
  },
};

const addInstanceArgs = v.strictObject({ account, ...instanceSpec.entries });

const kmsArgs = v.strictObject({ account, region: v.optional(region), status: oneOf(kmsStatuses) });

/** Without a region: in every region that has keys or a status. */
const setKmsStatus: Command<typeof kmsArgs> = {
  args: kmsArgs,
  run: (world, args) => {
    const home = homeOf(world, args);
    const everywhere = [...home.kmsStatus.keys(), ...[...home.keys.values()].map((key) => key.region)];
    const regions = args.region === undefined ? new Set(everywhere) : [args.region];
    for (const where of regions) {
      const timeline = home.kmsStatus.get(where) ?? always('Enabled');
      home.kmsStatus.set(where, timeline);
      change(timeline, world.clock.now, args.status);
    }
    return { regions: [...regions] };
  },
};

const eventArgs = v.strictObject({
  ...doer,
  region,
  at: v.optional(moment),
  service: v.string(),
  event: v.string(),
  apiVersion: v.optional(v.string(), ''),
  rw: v.optional(oneOf(['Read', 'Write']), 'Write'),
  parameters: v.optional(jsonObject, {}),
  resourceType: v.optional(v.string()),
  resourceNames: v.optional(v.array(v.string()), []),
  /** further fields of the event, or others in their place */
  fields: v.optional(jsonObject, {}),
});

/** A name that the product does not have would be an event that nobody can hear of. */
function requireCall({ service, event, rw }: v.InferOutput<typeof eventArgs>): void {
  const known = writeCalls[service];
  if (rw === 'Read' || !known || known.includes(event)) return;
  throw new CommandError(
    'NoSuchCall',
    `${service} has no ${event} that writes. It has: ${known.join(', ')}.`,
  );
}

/** An event of any kind, for what no other command makes. */
const recordEventCommand: Command<typeof eventArgs> = {
  args: eventArgs,
  run: (world, args) => {
    requireCall(args);
    const home = homeOf(world, args);
    const actor = actorOf(home, principalFrom(args.by), '');
    const { resourceType: type, resourceNames: names, refused } = args;
    const record = recordEvent(world, home, {
      at: (args.at === undefined ? null : parseMoment(args.at, world.clock.now)) ?? world.clock.now,
      service: args.service,
      name: args.event,
      apiVersion: args.apiVersion,
      source: `${args.service.toLowerCase()}.${args.region}.aliyuncs.com`,
      region: args.region,
      global: false,
      rw: args.rw,
      actor: { ...actor, ip: args.ip ?? actor.ip, agent: args.userAgent ?? actor.agent },
      parameters: args.parameters,
      resource: type === undefined ? null : { type, names, referenced: false },
      response: null,
      error: refused === undefined ? null : { code: refused, message: 'The request was refused.' },
      fields: args.fields,
    });
    return { eventId: record.id };
  },
};

export const surroundingCommands = {
  stopTrail: onTrail('StopLogging'),
  startTrail: onTrail('StartLogging'),
  breakDelivery,
  expireInstance,
  renewInstance,
  setInstanceStatus,
  addInstance: {
    args: addInstanceArgs,
    run: (world, { account: id, ...spec }) => ({
      instance: addInstance(world, homeOf(world, { account: id }), spec).id,
    }),
  } satisfies Command<typeof addInstanceArgs>,
  setKmsStatus,
  setNetworkAcl,
  recordEvent: recordEventCommand,
};
