import * as v from 'valibot';
import { oneOf } from '../specs/basics.ts';
import { apiServersSpec, bindingsSpec, insideRightsSpec } from '../specs/inside-spec.ts';
import { fingerprint } from '../world/ids.ts';
import { encryptionConfigs, serverCertificates } from '../world/inside.ts';
import { secretsAt, takesWrites } from '../world/secrets.ts';
import { change } from '../world/timeline.ts';
import { type Command, CommandError, doer, homeOf } from './command.ts';
import { clusterNamed } from './find.ts';

/** What happens inside a cluster leaves no event: the cloud does not see it. */
const where = { account: doer.account, cluster: v.pipe(v.string(), v.minLength(1)) };

const insideArgs = v.strictObject({
  ...where,
  config: v.optional(oneOf(encryptionConfigs)),
  apiServers: v.optional(apiServersSpec),
  anonymous: v.optional(v.boolean()),
  bindings: v.optional(bindingsSpec),
  publicEndpoint: v.optional(v.boolean()),
  certificate: v.optional(oneOf(serverCertificates)),
});

const setInside: Command<typeof insideArgs> = {
  args: insideArgs,
  run: (world, args) => {
    const { account: _, cluster, config, ...others } = args;
    const found = clusterNamed(world, homeOf(world, args), cluster);
    if (config !== undefined) change(found.inside.config, world.clock.now, config);
    for (const [name, value] of Object.entries(others)) {
      if (value !== undefined) Object.assign(found.inside, { [name]: value });
    }
    return { cluster: found.id };
  },
};

const plainArgs = v.strictObject(where);

const restartApiServers: Command<typeof plainArgs> = {
  args: plainArgs,
  run: (world, args) => {
    const found = clusterNamed(world, homeOf(world, args), args.cluster);
    found.inside.restarts.push(world.clock.now);
    return { cluster: found.id };
  },
};

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000));

const addArgs = v.strictObject({ ...where, count });

/** Refused as the API server refuses it when it can seal nothing. */
const addSecrets: Command<typeof addArgs> = {
  args: addArgs,
  run: (world, args) => write(world, args, 'add', args.count),
};

const rewriteArgs = v.strictObject({ ...where, count: v.optional(count) });

/** Writes the oldest again as they are, or all. */
const rewriteSecrets: Command<typeof rewriteArgs> = {
  args: rewriteArgs,
  run: (world, args) => write(world, args, 'rewrite', args.count ?? Number.POSITIVE_INFINITY),
};

function write(
  world: Parameters<Command['run']>[0],
  args: v.InferOutput<typeof plainArgs>,
  kind: 'add' | 'rewrite',
  wanted: number,
) {
  const account = homeOf(world, args);
  const { now } = world.clock;
  const found = clusterNamed(world, account, args.cluster);
  if (!takesWrites(world, account, found, now)) {
    throw new CommandError('InternalError', 'The API server cannot seal Secrets now.');
  }
  const there = kind === 'add' ? wanted : secretsAt(world, account, found, now).length;
  const number = Math.min(wanted, there);
  found.inside.batches.push({ at: now, kind, count: number });
  return { cluster: found.id, written: number };
}

const tokenArgs = v.strictObject({ ...where, may: insideRightsSpec });

/** A ServiceAccount of the cluster; its token goes into `authorization: Bearer`. */
const addServiceAccount: Command<typeof tokenArgs> = {
  args: tokenArgs,
  run: (world, args) => {
    const found = clusterNamed(world, homeOf(world, args), args.cluster);
    const number = found.inside.serviceAccounts.size;
    const token = `sandbox.${fingerprint(world.name, found.id, 'service account', number)}`;
    found.inside.serviceAccounts.set(token, args.may);
    return { cluster: found.id, token };
  },
};

export const insideCommands = {
  setInside,
  restartApiServers,
  addSecrets,
  rewriteSecrets,
  addServiceAccount,
};
