import type { RegionActivity } from './activity.ts';
import type { ChangeEvent, PlaceEvents } from './change.ts';
import type { Cluster } from './cluster.ts';
import type { Key } from './key.ts';
import type { Instance, KmsStatus } from './kms.ts';
import type { Money } from './money.ts';
import type { Network } from './network.ts';
import type { Observation, Thing, Unseen } from './observation.ts';
import type { People } from './people.ts';
import type { ProvenCluster } from './proof.ts';
import type { ServiceRole } from './role.ts';
import type { RegionTrails } from './trail.ts';

/** What can be observed of one account. */
export interface Parts {
  clusters: readonly Cluster[];
  role: ServiceRole;
  trails: readonly RegionTrails[];
  people: People;
  network: Network;
  keys: readonly Key[];
  /** Keys that sealed clusters before; their `clusters` are those whose Secrets may still need them. */
  formerKeys: readonly Key[];
  instances: readonly Instance[];
  kmsStatus: readonly KmsStatus[];
  activity: readonly RegionActivity[];
  /** Change events that are new since the last look; no check reads them. */
  changeEvents: readonly PlaceEvents[];
  /** Calls of the last days that would have changed what is watched, and were refused. */
  refusals: readonly ChangeEvent[];
  money: Money;
  /** What API servers say of their Secrets, of the clusters that are selected. */
  proofs: readonly ProvenCluster[];
  /** Every thing that could not be read; made from the other parts, so it is always there. */
  unread: readonly Unread[];
}

export type Unread = Unseen & { thing: Thing };

export type Part = keyof Parts;

/** The parts that jobs look at. */
export const PARTS = [
  'clusters',
  'role',
  'trails',
  'people',
  'network',
  'keys',
  'formerKeys',
  'instances',
  'kmsStatus',
  'activity',
  'changeEvents',
  'refusals',
  'money',
  'proofs',
] as const satisfies readonly Part[];

export type ObservedPart = (typeof PARTS)[number];

/** What one job, or all of them, saw of one account in one run. A part nobody looked for is left out. */
export interface Snapshot {
  account: string;
  parts: { readonly [P in ObservedPart]?: Observation<Parts[P]> };
  /** Reads that failed and belong to no observation, such as a list entry without an id. */
  gaps: readonly Unseen[];
}
