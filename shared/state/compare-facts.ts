import type { ChangeKind, Drift } from '../model/change.ts';
import type { Fact, Facts } from '../model/job-state.ts';
import type { Resource } from '../model/resource.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { ABSENT, type Aspect, aspectOf, factName, PROOF_ASPECTS } from './facts.ts';
import { isWhole } from './known-clusters.ts';
import { digest } from './paths.ts';

export interface Comparison {
  drifts: readonly Drift[];
  /** What the next snapshot is compared with: what was seen now, and what was seen last of the rest. */
  facts: Facts;
}

/** The baseline that a snapshot is compared with. */
export interface Baseline {
  facts: Facts;
  /** Start of the first run; a thing that is new since then was added. */
  since: string;
  /** Regions that were looked at; empty: all. */
  regions: readonly string[];
}

/** What was looked at this time. */
interface Look {
  facts: Facts;
  parts: Snapshot['parts'];
  /** ISO 8601, UTC. */
  at: string;
  /** Regions that were looked at; empty: all. */
  regions: readonly string[];
}

/** A fact that is not what it was; null where it was, or is, not there. */
interface Difference {
  aspect: Aspect;
  from: Fact | null;
  to: Fact | null;
}

/**
 * Compares what was seen with the baseline. Null: the first run, which only makes the baseline. Nothing is
 * concluded from what was not seen, nor from regions that were not looked at both times.
 */
export function compareFacts(
  baseline: Baseline | null,
  now: Facts,
  { parts }: Pick<Snapshot, 'parts'>,
  at: string,
  regions: readonly string[],
): Comparison {
  if (!baseline) return { drifts: [], facts: now };
  const look: Look = { facts: now, parts, at, regions };
  const kept: Record<string, Fact> = {};
  const differences: Difference[] = [];
  for (const [name, before] of Object.entries(baseline.facts)) {
    const fate = fateOf(name, before, look);
    if (fate === 'kept') kept[name] = before;
    if (fate === 'changed' || fate === 'gone')
      differences.push({ aspect: aspectOf(name), from: before, to: now[name] ?? null });
  }
  for (const [name, fact] of Object.entries(now)) {
    if (isAdded(name, fact, baseline)) differences.push({ aspect: aspectOf(name), from: null, to: fact });
  }
  const drifts = differences.flatMap((difference) => driftOf(difference, baseline, at));
  return { drifts, facts: { ...kept, ...now } };
}

/** What became of a fact of the baseline; `dropped` says nothing about the world. */
type Fate = 'same' | 'changed' | 'kept' | 'gone' | 'dropped';

function fateOf(name: string, before: Fact, look: Look): Fate {
  const now = look.facts[name];
  if (now) return now.value === before.value ? 'same' : 'changed';
  switch (before.resource.type) {
    case 'cluster':
      return fateOfUnseenCluster(name, before.resource, look);
    case 'key':
      return fateOfUnseenKey(before, look);
    default:
      return 'kept'; // a trail that is not listed may be hidden behind another one; its event tells when it is deleted
  }
}

function fateOfUnseenCluster(name: string, resource: Resource, { facts, parts, regions }: Look): Fate {
  if (!parts.clusters?.seen) return 'kept';
  if (!isWatched(resource.region, regions)) return 'dropped';
  if (!isWhole(parts.clusters)) return 'kept';
  // Not every look of the job reaches every cluster.
  if (PROOF_ASPECTS.includes(aspectOf(name)))
    return parts.clusters.value.some(({ id }) => id === resource.id) ? 'kept' : 'dropped';
  if (aspectOf(name) === 'present') return 'gone';
  return facts[factName(resource, 'present')] ? 'kept' : 'dropped';
}

/** A key that no Secret needs any more is forgotten. */
function fateOfUnseenKey({ resource }: Fact, { parts: { keys, formerKeys } }: Look): Fate {
  if (!keys?.seen) return 'kept';
  const watched = [...keys.value, ...(formerKeys?.seen ? formerKeys.value : [])];
  return watched.some(({ id, region }) => id === resource.id && region === resource.region)
    ? 'kept'
    : 'dropped';
}

/** A cluster that was not in the list before; a list that was never seen, or not of its region, tells nothing. */
function isAdded(name: string, { resource }: Fact, { facts, regions }: Baseline): boolean {
  if (facts[name] || resource.type !== 'cluster' || aspectOf(name) !== 'present') return false;
  return facts[listName(resource.account)] !== undefined && isWatched(resource.region, regions);
}

/** When the list was last seen without it. */
function lastList({ facts, since }: Baseline, { resource }: Fact): string {
  return facts[listName(resource.account)]?.at ?? since;
}

function listName(account: string): string {
  return factName({ type: 'account', id: account, region: '' }, 'present');
}

function isWatched(region: string, regions: readonly string[]): boolean {
  return regions.length === 0 || regions.includes(region);
}

function kindOf(aspect: Aspect, from: string, to: string): ChangeKind | null {
  switch (aspect) {
    case 'present':
      return to === ABSENT ? 'cluster-removed' : 'cluster-added';
    case 'encryption':
      if (to === 'off') return 'encryption-off';
      return from === 'off' ? 'encryption-on' : 'key-replaced';
    case 'state':
      return kindOfState(from, to);
    case 'rotation':
      return 'rotation-changed';
    case 'protection':
      return 'protection-changed';
    case 'policy':
      return 'key-policy-changed';
    case 'role':
      return 'role-changed';
    case 'delivery':
      return to === 'delivering' ? null : 'trail-stopped';
    case 'plain':
      return to === 'some' ? 'secrets-plain-appeared' : null;
    case 'sealing':
      return hasMore(from, to) ? 'sealing-key-appeared' : null;
    case 'config':
      return 'encryption-config-changed';
  }
}

/** Whether a list names something that the one before did not. */
function hasMore(from: string, to: string): boolean {
  const known = from.split(', ');
  return to.split(', ').some((one) => !known.includes(one));
}

function kindOfState(from: string, to: string): ChangeKind | null {
  switch (to) {
    case ABSENT:
      return 'key-deleted';
    case 'PendingDeletion':
      return 'key-deletion-scheduled';
    case 'PendingImport':
      return 'key-material-deleted';
    case 'Disabled':
      return from === 'PendingDeletion' ? 'key-deletion-cancelled' : 'key-disabled';
    case 'Enabled':
      return from === 'PendingDeletion' ? 'key-deletion-cancelled' : 'key-enabled';
    default:
      return null; // a state that we do not know; the check of the key's state tells it
  }
}

/** None, when the difference is no change that has a name. The same one found again, by a run that was repeated, has the same id. */
function driftOf({ aspect, from, to }: Difference, baseline: Baseline, until: string): Drift[] {
  const fact = to ?? from;
  const kind = kindOf(aspect, from?.value ?? ABSENT, to?.value ?? ABSENT);
  if (!fact || !kind) return [];
  const { resource, clusters } = fact;
  const { account, type, region, id } = resource;
  const values = { from: from?.value ?? '', to: to?.value ?? '' };
  const after = from?.at ?? lastList(baseline, fact);
  const name = digest([account, kind, type, region, id, values.from, values.to, after].join('\n'));
  return [{ id: name.slice(0, 16), kind, resource, clusters, ...values, after, until }];
}
