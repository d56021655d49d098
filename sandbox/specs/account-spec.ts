import * as v from 'valibot';
import { serviceRoleName } from '../world/identity.ts';
import { parseMoment } from '../world/time.ts';
import { always } from '../world/timeline.ts';
import type { Trail } from '../world/trail.ts';
import { type Account, kmsStatuses, newAccount, type WorldState } from '../world/world-state.ts';
import { accountId, duration, moment, oneOf, region } from './basics.ts';
import { billingOf, billingSpec } from './billing-spec.ts';
import { addBucket, bucketSpec } from './bucket-spec.ts';
import { addCluster, clusterSpec, keyTextOf } from './cluster-spec.ts';
import {
  addGroup,
  addPolicy,
  addRole,
  addServiceRole,
  addSystemPolicies,
  addUser,
  groupSpec,
  policySpec,
  roleSpec,
  serviceRoleSpec,
  userSpec,
} from './identity-spec.ts';
import { addInstance, instanceSpec } from './instance-spec.ts';
import { addKey, keySpec } from './key-spec.ts';
import { addNetworkAcl, addSecurityGroup, networkAclSpec, securityGroupSpec } from './network-spec.ts';
import { SpecProblem } from './problem.ts';

const trailSpec = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{3,36}$/, 'Expected 3 to 36 letters, digits, - or _')),
  home: region,
  covers: v.optional(v.union([v.literal('All'), region]), 'All'),
  rw: v.optional(oneOf(['Write', 'Read', 'All']), 'All'),
  status: v.optional(oneOf(['Enable', 'Disable', 'Fresh']), 'Enable'),
  organization: v.optional(v.boolean(), false),
  sls: v.optional(v.string(), ''),
  oss: v.optional(v.string(), ''),
  created: v.optional(moment, '-P300D'),
  started: v.optional(moment),
  stopped: v.optional(moment),
  deliveryError: v.optional(v.strictObject({ text: v.string(), lastGood: moment })),
});

const noiseSpec = v.strictObject({
  region,
  event: v.string(),
  role: v.optional(v.string(), serviceRoleName),
  every: duration,
  key: v.optional(v.string(), ''),
  secret: v.optional(v.string(), ''),
  from: v.optional(moment),
  until: v.optional(moment),
});

const accessKeySpec = v.strictObject({
  id: v.pipe(v.string(), v.minLength(8)),
  secret: v.pipe(v.string(), v.minLength(8)),
  /** name of a user, or root */
  user: v.string(),
});

export const accountSpec = v.strictObject({
  id: accountId,
  users: v.optional(v.array(userSpec), []),
  groups: v.optional(v.array(groupSpec), []),
  accessKeys: v.optional(v.array(accessKeySpec), []),
  policies: v.optional(v.array(policySpec), []),
  roles: v.optional(v.array(roleSpec), []),
  serviceRole: v.optional(serviceRoleSpec, 'granted'),
  kms: v.optional(v.record(region, oneOf(kmsStatuses)), {}),
  instances: v.optional(v.array(instanceSpec), []),
  keys: v.optional(v.array(keySpec), []),
  clusters: v.optional(v.array(clusterSpec), []),
  securityGroups: v.optional(v.array(securityGroupSpec), []),
  networkAcls: v.optional(v.array(networkAclSpec), []),
  trails: v.optional(v.array(trailSpec), []),
  noise: v.optional(v.array(noiseSpec), []),
  buckets: v.optional(v.array(bucketSpec), []),
  /** without it: plenty of CNY, and no other spend */
  billing: v.optional(billingSpec),
});

export type AccountSpec = v.InferOutput<typeof accountSpec>;

type TrailSpec = v.InferOutput<typeof trailSpec>;

function trailOf(spec: TrailSpec, start: number): Trail {
  const at = (text: string | undefined): number | null =>
    text === undefined ? null : parseMoment(text, start);
  const created = at(spec.created) ?? start;
  const { deliveryError } = spec;
  return {
    name: spec.name,
    home: spec.home,
    covers: spec.covers,
    rw: spec.rw,
    status: spec.status,
    organization: spec.organization,
    slsProject: spec.sls,
    ossBucket: spec.oss,
    created,
    started: at(spec.started) ?? (spec.status === 'Fresh' ? null : created),
    stopped: at(spec.stopped) ?? (spec.status === 'Disable' ? start : null),
    deliveryError: deliveryError
      ? { text: deliveryError.text, lastGood: at(deliveryError.lastGood) ?? start }
      : null,
  };
}

function addNoise(world: WorldState, account: Account, spec: v.InferOutput<typeof noiseSpec>): void {
  const start = world.clock.now;
  const at = (text: string | undefined): number | null =>
    text === undefined ? null : parseMoment(text, start);
  const key = keyTextOf(account, spec.key, 'id');
  account.noise.push({ ...spec, key, from: at(spec.from), until: at(spec.until) });
}

/** Runs `add` for every item and says which one a problem is about. */
function each<T>(list: string, items: readonly T[], add: (item: T) => void): void {
  for (const [index, item] of items.entries()) {
    try {
      add(item);
    } catch (error) {
      if (error instanceof SpecProblem)
        throw new SpecProblem(`${list}.${index}.${error.field}`, error.message);
      throw error;
    }
  }
}

function addAccessKeys(world: WorldState, account: Account, spec: AccountSpec): void {
  each('accessKeys', spec.accessKeys, ({ id, secret, user }) => {
    if (world.credentials.has(id)) throw new SpecProblem('id', `There is already an access key ${id}.`);
    if (user !== 'root' && !account.users.has(user))
      throw new SpecProblem('user', `There is no user ${user}.`);
    const principal = user === 'root' ? ({ kind: 'root' } as const) : ({ kind: 'user', name: user } as const);
    world.credentials.set(id, { id, secret, account: account.id, principal, token: null });
  });
}

/** Builds an account; references are by name, so what is named comes first. */
export function addAccount(world: WorldState, spec: AccountSpec): Account {
  const account = newAccount(spec.id, world.clock.now);
  if (spec.billing) account.billing = billingOf(spec.billing, world.clock.now);
  world.accounts.set(spec.id, account);
  addSystemPolicies(account);
  each('policies', spec.policies, (item) => addPolicy(world, account, item));
  each('instances', spec.instances, (item) => addInstance(world, account, item));
  each('keys', spec.keys, (item) => addKey(world, account, item));
  each('securityGroups', spec.securityGroups, (item) => addSecurityGroup(account, item));
  each('networkAcls', spec.networkAcls, (item) => addNetworkAcl(account, item));
  each('clusters', spec.clusters, (item) => addCluster(world, account, item));
  each('users', spec.users, (item) => addUser(account, item));
  each('groups', spec.groups, (item) => addGroup(account, item));
  each('roles', spec.roles, (item) => addRole(world, account, item));
  addServiceRole(world, account, spec.serviceRole);
  addAccessKeys(world, account, spec);
  each('trails', spec.trails, (item) => account.trails.push(trailOf(item, world.clock.now)));
  each('noise', spec.noise, (item) => addNoise(world, account, item));
  each('buckets', spec.buckets, (item) => addBucket(world, account, item));
  for (const [where, status] of Object.entries(spec.kms)) account.kmsStatus.set(where, always(status));
  return account;
}
