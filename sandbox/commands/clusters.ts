import * as v from 'valibot';
import { cs } from '../services/cs.ts';
import { duration, jsonObject, oneOf } from '../specs/basics.ts';
import { addCluster, clusterSpec, keyTextOf } from '../specs/cluster-spec.ts';
import { type Cluster, gone, metaForms } from '../world/cluster.ts';
import type { JsonObject } from '../world/json.ts';
import { minute } from '../world/time.ts';
import { change, valueAt } from '../world/timeline.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { type Command, type Doer, doer, homeOf, perform } from './command.ts';
import { clusterNamed } from './find.ts';
import { leaveEvent } from './happening.ts';

const cluster = v.pipe(v.string(), v.minLength(1));

function told(
  world: WorldState,
  account: Account,
  args: Doer,
  name: string,
  found: Cluster,
  more: JsonObject,
): void {
  leaveEvent(world, account, args, {
    service: cs,
    name,
    region: found.region,
    parameters: { ClusterId: found.id, ...more },
    resource: { type: 'ACS::ACK::Cluster', names: [found.id], referenced: false },
  });
}

const switchArgs = v.strictObject({
  ...doer,
  cluster,
  on: v.boolean(),
  key: v.optional(v.string(), ''),
  /** how long the cluster stays in `updating`; forever: it is stuck */
  takes: v.optional(v.union([duration, v.literal('forever')])),
});

const switchEncryption: Command<typeof switchArgs> = {
  args: switchArgs,
  run: (world, args) => {
    const account = homeOf(world, args);
    const found = clusterNamed(world, account, args.cluster);
    const key = keyTextOf(account, args.key, 'id');
    const body = { disable_encryption: !args.on, ...(args.on && { kms_key_id: key }) };
    const takes = args.takes === 'forever' ? Number.POSITIVE_INFINITY : (args.takes ?? null);
    const params = { ClusterId: found.id };
    const what = { service: cs, operation: 'UpdateKMSEncryption', account, region: found.region, params };
    perform(world, args, { ...what, body, takes });
    return { cluster: found.id };
  },
};

const addArgs = v.strictObject({ ...doer, ...clusterSpec.entries });

const addClusterCommand: Command<typeof addArgs> = {
  args: addArgs,
  run: (world, args) => {
    const { by, ip, userAgent, silent, refused, account: _, ...spec } = args;
    const account = homeOf(world, args);
    const found = addCluster(world, account, spec);
    found.created = world.clock.now;
    told(
      world,
      account,
      { by, ip, userAgent, silent, refused, account: account.id },
      'CreateCluster',
      found,
      {
        name: found.name,
      },
    );
    return { cluster: found.id };
  },
};

const plain = v.strictObject({ ...doer, cluster });

const removeCluster: Command<typeof plain> = {
  args: plain,
  run: (world, args) => {
    const account = homeOf(world, args);
    const { now } = world.clock;
    const found = clusterNamed(world, account, args.cluster);
    change(found.state, now, 'deleting', [{ from: now + 5 * minute, value: gone }]);
    change(found.encryption, now, { ...valueAt(found.encryption, now), on: false });
    told(world, account, args, 'DeleteCluster', found, {});
    return { cluster: found.id };
  },
};

const upgradeArgs = v.strictObject({ ...doer, cluster, version: v.string(), takes: v.optional(duration) });

const upgradeCluster: Command<typeof upgradeArgs> = {
  args: upgradeArgs,
  run: (world, args) => {
    const account = homeOf(world, args);
    const { now } = world.clock;
    const found = clusterNamed(world, account, args.cluster);
    if (args.takes !== undefined) {
      change(found.state, now, 'upgrading', [{ from: now + args.takes, value: 'running' }]);
    }
    found.version = args.version;
    change(found.inside.versions, now, args.version);
    found.updated = now;
    told(world, account, args, 'UpgradeCluster', found, {
      body: JSON.stringify({ next_version: args.version }),
    });
    return { cluster: found.id };
  },
};

const stateArgs = v.strictObject({
  account: doer.account,
  cluster,
  state: v.string(),
  /** back to running afterwards */
  for: v.optional(duration),
});

const setState: Command<typeof stateArgs> = {
  args: stateArgs,
  run: (world, args) => {
    const { now } = world.clock;
    const found = clusterNamed(world, homeOf(world, args), args.cluster);
    const back = args.for === undefined ? [] : [{ from: now + args.for, value: 'running' }];
    change(found.state, now, args.state, back);
    return { cluster: found.id };
  },
};

const quietArgs = v.strictObject({ account: doer.account, cluster, on: v.boolean() });

const setQuiet: Command<typeof quietArgs> = {
  args: quietArgs,
  run: (world, args) => {
    const found = clusterNamed(world, homeOf(world, args), args.cluster);
    change(found.quiet, world.clock.now, args.on);
    return { cluster: found.id };
  },
};

const wireArgs = v.strictObject({
  account: doer.account,
  cluster,
  metaData: v.optional(oneOf(metaForms)),
  /** fields of the list entry and of the detail to replace; "~missing" drops one */
  list: v.optional(jsonObject),
  detail: v.optional(jsonObject),
});

const setWire: Command<typeof wireArgs> = {
  args: wireArgs,
  run: (world, args) => {
    const found = clusterNamed(world, homeOf(world, args), args.cluster);
    found.metaData = args.metaData ?? found.metaData;
    found.listFields = args.list ?? found.listFields;
    found.detailFields = args.detail ?? found.detailFields;
    return { cluster: found.id };
  },
};

export const clusterCommands = {
  switchEncryption,
  addCluster: addClusterCommand,
  removeCluster,
  upgradeCluster,
  setState,
  setQuiet,
  setWire,
};
