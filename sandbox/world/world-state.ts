import { type Billing, plainBilling } from './billing.ts';
import type { Bucket } from './bucket.ts';
import type { Cluster } from './cluster.ts';
import type { DingTalk } from './dingtalk.ts';
import type { Directory } from './directory.ts';
import type { Doors } from './doors.ts';
import type { EventRecord } from './event.ts';
import type { Credential, Group, Policy, Role, User } from './identity.ts';
import type { Instance } from './instance.ts';
import type { Key } from './key.ts';
import type { LogProject } from './log-project.ts';
import type { NetworkAcl, SecurityGroup } from './network.ts';
import type { Settings } from './settings.ts';
import type { Timeline } from './timeline.ts';
import type { Trail } from './trail.ts';

export const kmsStatuses = ['Enabled', 'NotEnabled', 'InDebt', 'Suspended'] as const;
export type KmsStatus = (typeof kmsStatuses)[number];

/** Calls of the service role, or of another one, that have nothing to do with a cluster. */
export interface Noise {
  region: string;
  event: string;
  role: string;
  every: number;
  key: string;
  secret: string;
  from: number | null;
  until: number | null;
}

export interface Account {
  id: string;
  users: Map<string, User>;
  groups: Map<string, Group>;
  /** by lower-case name: RAM does not tell names apart by case */
  roles: Map<string, Role>;
  /** by policyKey */
  policies: Map<string, Policy>;
  keys: Map<string, Key>;
  /** keys by the id of one of their versions, which a ciphertext carries */
  keyByVersion: Map<string, Key>;
  instances: Map<string, Instance>;
  clusters: Map<string, Cluster>;
  clustersByRegion: Map<string, Cluster[]>;
  securityGroups: Map<string, SecurityGroup>;
  networkAcls: Map<string, NetworkAcl>;
  trails: Trail[];
  kmsStatus: Map<string, Timeline<KmsStatus>>;
  noise: Noise[];
  /** by name */
  buckets: Map<string, Bucket>;
  /** of the log service, by name */
  logProjects: Map<string, LogProject>;
  /** by region, oldest first */
  events: Map<string, EventRecord[]>;
  billing: Billing;
}

/** A right taken away from callers, on top of their policies. */
export interface Denial {
  action: string;
  region: string;
  /** user or role name; empty: every caller but root */
  who: string;
}

export interface WorldState {
  /** seeds every invented id */
  name: string;
  clock: { now: number };
  settings: Settings;
  defaultRegion: string;
  callerKeyId: string;
  accounts: Map<string, Account>;
  credentials: Map<string, Credential>;
  denials: Denial[];
  directory: Directory | null;
  dingtalk: DingTalk;
  /** numbers the recorded events */
  recorded: number;
  /** hears of every event that happens from now on */
  publish: ((account: Account, record: EventRecord) => void) | null;
  /** null outside a running sandbox */
  doors: Doors | null;
}

export function newAccount(id: string, now: number): Account {
  return {
    id,
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    policies: new Map(),
    keys: new Map(),
    keyByVersion: new Map(),
    instances: new Map(),
    clusters: new Map(),
    clustersByRegion: new Map(),
    securityGroups: new Map(),
    networkAcls: new Map(),
    trails: [],
    kmsStatus: new Map(),
    noise: [],
    buckets: new Map(),
    logProjects: new Map(),
    events: new Map(),
    billing: plainBilling(now),
  };
}

export function addToAccount(account: Account, cluster: Cluster): void {
  account.clusters.set(cluster.id, cluster);
  const there = account.clustersByRegion.get(cluster.region);
  if (there) there.push(cluster);
  else account.clustersByRegion.set(cluster.region, [cluster]);
}

export function accountOf(world: WorldState, id: string): Account {
  const account = world.accounts.get(id);
  if (!account) throw new Error(`The world has no account ${id}.`);
  return account;
}

/** Names of buckets are unique in the whole cloud. */
export function bucketNamed(world: WorldState, name: string): Bucket | null {
  for (const account of world.accounts.values()) {
    const bucket = account.buckets.get(name);
    if (bucket) return bucket;
  }
  return null;
}
