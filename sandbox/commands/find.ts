import { type Cluster, gone } from '../world/cluster.ts';
import type { Instance } from '../world/instance.ts';
import { type Key, keyArn } from '../world/key.ts';
import { clusterState } from '../world/ledger.ts';
import type { NetworkAcl } from '../world/network.ts';
import type { Trail } from '../world/trail.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { CommandError } from './command.ts';

function none(kind: string, name: string, known: Iterable<string>): CommandError {
  const some = [...known].filter((one) => one !== '').slice(0, 40);
  return new CommandError(
    `NoSuch${kind}`,
    `There is no ${kind.toLowerCase()} ${name}. There is: ${some.join(', ') || 'none'}.`,
  );
}

/** By id, ARN, alias, or its name in the scenario. */
export function keyNamed(account: Account, name: string): Key {
  const byId = account.keys.get(name);
  if (byId) return byId;
  for (const key of account.keys.values()) {
    if (key.label === name || keyArn(key) === name || key.aliases.includes(name)) return key;
  }
  throw none(
    'Key',
    name,
    [...account.keys.values()].map(({ id, label }) => label || id),
  );
}

/** By id or name. */
export function clusterNamed(world: WorldState, account: Account, name: string): Cluster {
  const byId = account.clusters.get(name);
  if (byId) return byId;
  for (const cluster of account.clusters.values()) {
    if (cluster.name === name && clusterState(world, account, cluster) !== gone) return cluster;
  }
  throw none(
    'Cluster',
    name,
    [...account.clusters.values()].map((cluster) => cluster.name),
  );
}

export function instanceNamed(account: Account, name: string): Instance {
  for (const instance of account.instances.values()) {
    if (instance.id === name || instance.label === name) return instance;
  }
  throw none(
    'Instance',
    name,
    [...account.instances.values()].map(({ label }) => label),
  );
}

/** By id or name. */
export function networkAclNamed(account: Account, name: string): NetworkAcl {
  const acls = [...account.networkAcls.values()];
  const acl = acls.find((candidate) => candidate.id === name || candidate.name === name);
  if (acl) return acl;
  throw none(
    'Acl',
    name,
    acls.map((candidate) => candidate.name),
  );
}

export function trailNamed(account: Account, name: string): Trail {
  const trail = account.trails.find((candidate) => candidate.name === name);
  if (trail) return trail;
  throw none(
    'Trail',
    name,
    account.trails.map((candidate) => candidate.name),
  );
}
