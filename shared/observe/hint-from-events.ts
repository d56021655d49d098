import { toChangeEvent } from '../collect/change-event.ts';
import type { Delivered } from '../collect/cloud-events.ts';
import { namingKey } from '../collect/event.ts';
import type { NamedThing } from '../collect/named-thing.ts';
import type { ChangeEvent } from '../model/change.ts';
import type { JobState } from '../model/job-state.ts';
import { formerKeysOf, type KeyInUse, keyIdOf } from '../model/key.ts';
import type { Observation } from '../model/observation.ts';
import { resourceKey } from '../model/resource-key.ts';
import { keysToWatch, knownClusters } from '../state/known-clusters.ts';
import { watch } from './activity.ts';
import type { Hint } from './reobserve.ts';

/** When an event does not say which key it is about, at most so many are looked at; else the next sweep does it. */
const KEYS_AT_ONCE = 50;

export interface NamedEvent extends Delivered {
  thing: NamedThing;
}

/** An event that asks for nothing, and why. */
export interface Note {
  event: Delivered['event'];
  why: string;
}

export interface StoredState {
  inventory: JobState;
  keys: JobState | null;
  /** Asks KMS which key an alias stands for. */
  ask: (region: string, alias: string) => Promise<Observation<string | null>>;
}

interface EventHint {
  change: ChangeEvent | null;
  keys?: readonly string[];
  instance?: string;
  cluster?: string;
  role?: boolean;
  trails?: boolean;
  note?: string;
}

/** What events name among the things that are watched. A call that was refused changed nothing, so nothing is looked at. */
export async function hintFromEvents(
  events: readonly NamedEvent[],
  known: StoredState,
): Promise<{ hint: Hint; notes: readonly Note[] }> {
  const clusters = knownClusters(known.inventory);
  const inUse = clusters?.seen
    ? [...keysToWatch(clusters.value, known.inventory.facts), ...formerKeysOf(clusters.value)]
    : [];
  const hints = await Promise.all(events.map((event) => hintOf(event, known, inUse)));
  const acted = hints.filter((_, index) => events[index]?.event.errorCode === '');
  const notes = hints.flatMap(({ note, change }, index): Note[] => {
    const event = events[index]?.event;
    const why = note ?? (event?.errorCode ? 'it was refused, and is no change that is recorded' : undefined);
    return event && why !== undefined && !change ? [{ event, why }] : [];
  });
  const hint = {
    keys: new Set(acted.flatMap(({ keys = [] }) => keys)),
    instances: new Set(acted.flatMap(({ instance }) => instance ?? [])),
    clusters: new Set(acted.flatMap(({ cluster }) => cluster ?? [])),
    role: acted.some(({ role }) => role),
    trails: acted.some(({ trails }) => trails),
    events: hints.flatMap(({ change }) => change ?? []),
  };
  return { hint, notes };
}

async function hintOf(named: NamedEvent, known: StoredState, inUse: readonly KeyInUse[]): Promise<EventHint> {
  const { event, thing } = named;
  const watched = watch(known.inventory, inUse, known.keys);
  const change = toChangeEvent(event, watched);
  switch (thing.type) {
    case 'key':
      return keyHint(named, thing, known, inUse);
    case 'some-key': {
      const here = inUse.filter(({ region }) => region === thing.region);
      if (here.length > KEYS_AT_ONCE) return { change, note: 'it names no key, and the region has many' };
      if (here.length === 0) return { change, note: 'no cluster uses a key of its region' };
      return { change, keys: here.map(resourceKey) };
    }
    case 'instance':
      return { change, instance: resourceKey(thing) };
    case 'cluster':
      return isListed(known.inventory, thing.id)
        ? { change, cluster: thing.id }
        : { change, note: 'the cluster is not known' };
    case 'role':
      return { change, role: true };
    case 'policy': // which policies the role has is not known until it was seen
      return watched.policies.size === 0 || watched.policies.has(thing.name)
        ? { change, role: true }
        : { change, note: 'the policy is not attached to the service role' };
    case 'trails':
      return { change, trails: true };
    case 'told':
      return change ? { change } : { change, note: 'it is about nothing that is watched' };
  }
}

async function keyHint(
  { event }: NamedEvent,
  { region, name }: Extract<NamedThing, { type: 'key' }>,
  { inventory, keys, ask }: StoredState,
  inUse: readonly KeyInUse[],
): Promise<EventHint> {
  const here = inUse.filter((key) => key.region === region);
  let key = here.find((one) => namesOf(one, keys).has(name));
  // UpdateAlias and DeleteAlias matter to clusters that name the alias itself; what it stood for did not change.
  const isAlias = name.startsWith('alias/') && !/Alias$/.test(event.name);
  if (!key && isAlias && here.length > 0) {
    const behind = await ask(region, name);
    if (!behind.seen) return { change: null, keys: here.slice(0, KEYS_AT_ONCE).map(resourceKey) };
    key = here.find((one) => behind.value !== null && namesOf(one, keys).has(behind.value));
  }
  const change = toChangeEvent(namingKey(event, key?.id ?? name), watch(inventory, inUse, keys));
  return key ? { change, keys: [resourceKey(key)] } : { change, note: 'no cluster uses the key' };
}

/** Every name of a key: what clusters call it, and what KMS said that it is. */
function namesOf({ id, region, reference }: KeyInUse, keys: JobState | null): ReadonlySet<string> {
  const part = keys?.result?.parts.keys;
  const known = part?.seen ? part.value.find((key) => key.id === id && key.region === region) : undefined;
  const { metadata } = known ?? {};
  const real = metadata?.seen && metadata.value.exists ? metadata.value.id : id;
  return new Set([id, reference, keyIdOf(reference), real]);
}

function isListed(inventory: JobState, id: string): boolean {
  const clusters = knownClusters(inventory);
  return clusters?.seen === true && clusters.value.some((cluster) => cluster.id === id);
}
