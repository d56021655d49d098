import type { Observation } from './observation.ts';
import type { Resource } from './resource.ts';

export const CHANGE_KINDS = [
  'encryption-off',
  'encryption-on',
  'key-replaced',
  'cluster-added',
  'cluster-removed',
  'key-disabled',
  'key-enabled',
  'key-deletion-scheduled',
  'key-deletion-cancelled',
  'key-material-deleted',
  'key-deleted',
  'key-policy-changed',
  'rotation-changed',
  'protection-changed',
  'role-changed',
  'trail-stopped',
  'secrets-plain-appeared',
  'sealing-key-appeared',
  'encryption-config-changed',
  'trail-changed',
  'instance-released',
  'instance-network-changed',
  'key-rotated',
  'cluster-upgraded',
  'cluster-migrated',
  'cluster-modified',
  'permissions-changed',
  'global-events-moved',
  'network-rules-changed',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What is only seen from inside a cluster: no call of the cloud makes it by itself, so nobody is looked for. */
export const SEEN_INSIDE: readonly ChangeKind[] = [
  'secrets-plain-appeared',
  'sealing-key-appeared',
  'encryption-config-changed',
];

/** Who did it, as ActionTrail names them. Text that users choose; never trust it in a markup. */
export interface Actor {
  type: 'user' | 'role' | 'root' | 'system' | 'unknown';
  /** RAM user; for an assumed role the session, which is the person or service behind it; `root`; `system`; else an id. */
  name: string;
  /** Role that was assumed; empty otherwise. */
  role: string;
  /** Address, or a word such as `Internal`; empty when the event does not say. */
  source: string;
  eventId: string;
  /** Whose identity it is, where that is not the account that the change is in. */
  account?: string;
}

/** Who did something, and when; ISO 8601, UTC. */
export interface Author {
  actor: Actor;
  at: string;
}

/** A difference between two snapshots of one account. */
export interface Drift {
  id: string;
  kind: ChangeKind;
  resource: Resource;
  /** Ids of the clusters that it touches. */
  clusters: readonly string[];
  from: string;
  to: string;
  /** It happened after the first and not later than the second of these observations; ISO 8601, UTC. */
  after: string;
  until: string;
}

/** A call in ActionTrail that changes, or tries to change, what sealwatch watches. */
export interface ChangeEvent {
  eventId: string;
  /** Name of the call, such as `DisableKey`. */
  name: string;
  /** ISO 8601, UTC. */
  at: string;
  /** What it tells by itself; null when its parameters do not say enough. */
  kind: ChangeKind | null;
  /** The differences between snapshots that it may have caused. */
  explains: readonly ChangeKind[];
  target: Pick<Resource, 'type' | 'id' | 'region'>;
  /** State after the call, where the event tells it; otherwise empty. */
  to: string;
  actor: Actor;
  /** Empty when the call succeeded; else it was an attempt. */
  errorCode: string;
}

/** Change events that one question to ActionTrail found since the last look. */
export interface PlaceEvents {
  /** Region and subject, such as `cn-hangzhou keys`. */
  place: string;
  events: Observation<readonly ChangeEvent[]>;
}

/** What happened, told once: a drift, an event, or both where they tell the same story. */
export interface Change {
  id: string;
  /** Ids under which the same change was known before its event came. */
  aliases: readonly string[];
  kind: ChangeKind;
  resource: Resource;
  clusters: readonly string[];
  from: string;
  to: string;
  /** When it happened when an event tells it, else when it was first seen; ISO 8601, UTC. */
  at: string;
  actor: Actor | null;
  /** `awaited`: not in ActionTrail yet, looked up again; `absent`: not in ActionTrail. */
  actorState: 'named' | 'awaited' | 'absent';
}

/** A call that was refused: it changed nothing. */
export interface Attempt {
  id: string;
  kind: ChangeKind;
  resource: Resource;
  at: string;
  actor: Actor;
  errorCode: string;
}
export function eventsIn(places: readonly PlaceEvents[]): ChangeEvent[] {
  return places.flatMap(({ events }) => (events.seen ? events.value : []));
}
