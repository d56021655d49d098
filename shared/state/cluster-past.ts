import type { Config } from '../config/schema.ts';
import { endOf } from '../config/waiver.ts';
import type { ChangeEvent } from '../model/change.ts';
import {
  type Cluster,
  type ClusterPast,
  crossedKmsV2,
  type FormerKey,
  isChanging,
} from '../model/cluster.ts';
import type { JobState } from '../model/job-state.ts';
import { keyIdOf } from '../model/key.ts';
import { hashesOfKey, sealedSince } from '../model/proven.ts';
import { factName } from './facts.ts';
import { knownClusters } from './known-clusters.ts';

const DAY_MS = 86_400_000;
/** Events come up to ten minutes late, and are read in an hour: a switch right after the creation is known by then. */
const SETTLED_MS = 2 * 3_600_000;
/** So many former keys of a cluster are kept, the newest. */
const FORMER_KEPT = 20;

export interface Sources {
  /** What the inventory knew before this run. */
  before: JobState;
  /** Change events that ActionTrail told. */
  events: readonly ChangeEvent[];
  confirmations: Config['confirmations'];
  /** What API servers said last; null where nobody asks them. */
  proof?: JobState | null;
}

/** What was known of the flag of a cluster at one time. */
interface Moment {
  at: string;
  /** Reference of the key, empty where it is not told; null: encryption was off. */
  key: string | null;
  /** It was switched then; otherwise it was only seen so. */
  isSwitch: boolean;
}

/** Puts beside each cluster in scope what is known of its keys and its encryption before. */
export function withPast(clusters: readonly Cluster[], sources: Sources, at: string): Cluster[] {
  const moments = momentsByCluster(sources);
  const listed = knownClusters(sources.before);
  const known = new Map(listed?.seen ? listed.value.map((cluster) => [cluster.id, cluster]) : []);
  return clusters.map((cluster) => {
    if (!cluster.inScope) return cluster;
    const told = [...(moments.get(cluster.id) ?? []), ...momentOfFact(cluster, sources.before)];
    const past = pastOf(cluster, told, known.get(cluster.id), sources, at);
    return past ? { ...cluster, past } : cluster;
  });
}

function momentsByCluster({ before, events }: Sources): Map<string, Moment[]> {
  const moments = new Map<string, Moment[]>();
  const add = (cluster: string, moment: Moment): void => {
    moments.set(cluster, [...(moments.get(cluster) ?? []), moment]);
  };
  for (const { target, kind, to, at, errorCode } of events) {
    if (errorCode !== '' || (kind !== 'encryption-on' && kind !== 'encryption-off')) continue;
    add(target.id, { at, key: kind === 'encryption-off' ? null : (keyIn(to) ?? ''), isSwitch: true });
  }
  for (const { kind, resource, from, to, after, until } of before.drifts) {
    if (kind !== 'encryption-on' && kind !== 'encryption-off' && kind !== 'key-replaced') continue;
    add(resource.id, { at: after, key: keyIn(from), isSwitch: false });
    add(resource.id, { at: until, key: keyIn(to), isSwitch: false });
  }
  return moments;
}

function momentOfFact({ id, region }: Cluster, { facts }: JobState): Moment[] {
  const fact = facts[factName({ type: 'cluster', region, id }, 'encryption')];
  return fact ? [{ at: fact.at, key: keyIn(fact.value), isSwitch: false }] : [];
}

/** Key in the value of a fact or an event; null: off. */
function keyIn(value: string): string | null {
  return /^on: (.+)$/.exec(value)?.[1] ?? null;
}

function pastOf(
  cluster: Cluster,
  told: readonly Moment[],
  known: Cluster | undefined,
  sources: Sources,
  at: string,
): ClusterPast | null {
  const earlier = known?.past;
  const present = presentOf(cluster, at);
  const moments = [...told, ...(present ? [present] : [])].sort((a, b) =>
    a.at < b.at ? -1 : Number(a.at > b.at),
  );
  const { since, former } = follow(moments);
  const past = {
    since: latest(earlier?.since ?? null, since) ?? createdSo(cluster, moments, sources.before, at),
    upgraded: upgradedAt(cluster, known, at),
    former: formerKeys([...(earlier?.former ?? []), ...former, ...keptKey(cluster, earlier, at)], present),
    rewritten: rewrittenBefore(cluster.id, sources.confirmations, at),
  };
  const sealed = latest(earlier?.sealed ?? null, sealedBy(cluster, past, sources));
  const isEmpty = !past.since && !past.upgraded && !past.rewritten && past.former.length === 0;
  if (sealed !== null) return { ...past, sealed };
  return isEmpty ? null : past;
}

/** Since when an API server needs nothing from before, as the last proof tells. */
function sealedBy(cluster: Cluster, past: ClusterPast, { proof, before }: Sources): string | null {
  const proofs = proof?.result?.parts.proofs;
  const own = proofs?.seen ? proofs.value.find(({ cluster: id }) => id === cluster.id) : undefined;
  return own ? sealedSince({ ...cluster, past }, own, hashesOfKey(cluster, before.account)) : null;
}

/** What is seen now; null while it is changing or cannot be read. */
function presentOf(cluster: Cluster, at: string): Moment | null {
  const { encryption } = cluster;
  if (!encryption.seen || isChanging(cluster)) return null;
  return { at, key: encryption.value.on ? encryption.value.keyId : null, isSwitch: false };
}

/** Goes along the moments, oldest first: when encryption came on last, and which keys were given up when. */
function follow(moments: readonly Moment[]): { since: string | null; former: FormerKey[] } {
  let since: string | null = null;
  let last: string | null | undefined;
  const former: FormerKey[] = [];
  for (const { at, key, isSwitch } of moments) {
    const wasOff = last === null || (last === undefined && isSwitch);
    if (key !== null && wasOff) since = at;
    if (last && key !== '' && (key === null || keyIdOf(key) !== keyIdOf(last)))
      former.push({ reference: last, until: at });
    last = key;
  }
  return { since, former };
}

/** A cluster that was created under our eyes, and that nobody switched since, was created encrypted. */
function createdSo(
  { created }: Cluster,
  moments: readonly Moment[],
  { result, since }: JobState,
  at: string,
): string | null {
  if (!result || created === null || created <= since || moments.length === 0) return null;
  if (Date.parse(at) - Date.parse(created) < SETTLED_MS) return null;
  return moments.every(({ key, isSwitch }) => key !== null && !isSwitch) ? created : null;
}

function upgradedAt(cluster: Cluster, known: Cluster | undefined, at: string): string | null {
  const crossed = known !== undefined && crossedKmsV2(cluster) && !crossedKmsV2(known);
  return crossed ? at : (known?.past?.upgraded ?? null);
}

/** The key that ACK keeps while encryption is off; it was given up before it was first seen so. */
function keptKey({ encryption }: Cluster, earlier: ClusterPast | undefined, at: string): FormerKey[] {
  if (!encryption.seen || encryption.value.on || encryption.value.keptKeyId === null) return [];
  const reference = encryption.value.keptKeyId;
  const isKnown = earlier?.former.some((key) => keyIdOf(key.reference) === keyIdOf(reference));
  return isKnown ? [] : [{ reference, until: at }];
}

/** Each key once, with the latest time, newest first; the present key is no former one. */
function formerKeys(keys: readonly FormerKey[], present: Moment | null): FormerKey[] {
  const byId = new Map<string, FormerKey>();
  for (const key of keys) {
    const id = keyIdOf(key.reference);
    const other = byId.get(id);
    if (!other || other.until < key.until) byId.set(id, key);
  }
  if (present?.key) byId.delete(keyIdOf(present.key));
  return [...byId.values()].sort((a, b) => (a.until > b.until ? -1 : 1)).slice(0, FORMER_KEPT);
}

/** The end of the last day on which all Secrets of the cluster are confirmed to have been written again. */
function rewrittenBefore(id: string, confirmations: Sources['confirmations'], at: string): string | null {
  const ends = confirmations
    .filter(({ cluster }) => cluster === id)
    .map(({ rewritten }) => endOf(rewritten))
    .filter((end) => end - DAY_MS <= Date.parse(at)); // a day to come confirms nothing
  return ends.length === 0 ? null : new Date(Math.max(...ends)).toISOString();
}

function latest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
