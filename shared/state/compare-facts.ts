import type { ChangeKind, Drift } from '../model/change.ts';
import type { Fact, Facts } from '../model/job-state.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { ABSENT, type Aspect, aspectOf, factName } from './facts.ts';
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

/**
 * Compares what was seen with the baseline. Null: the first run, which only makes the baseline. Nothing is
 * concluded from what was not seen, nor from regions that were not looked at both times.
 */
export function compareFacts(
  baseline: Baseline | null,
  now: Facts,
  snapshot: Pick<Snapshot, 'account' | 'parts'>,
  at: string,
  regions: readonly string[],
): Comparison {
  if (!baseline) return { drifts: [], facts: now };
  const drifts: Drift[] = [];
  const note = (name: string, from: Fact | null, to: Fact | null): void => {
    const fact = to ?? from;
    const kind = kindOf(aspectOf(name), from?.value ?? ABSENT, to?.value ?? ABSENT);
    if (!fact || !kind) return;
    const values = { from: from?.value ?? '', to: to?.value ?? '' };
    drifts.push(drift(kind, fact, values, from?.at ?? lastList(baseline, fact), at));
  };
  const kept: Record<string, Fact> = {};
  for (const [name, fact] of Object.entries(baseline.facts)) {
    const seen = now[name];
    const fate = seen ? 'seen' : fateOf(name, fact, snapshot, now, { at, regions });
    if (seen && seen.value !== fact.value) note(name, fact, seen);
    if (fate === 'kept') kept[name] = fact;
    if (fate === 'gone') note(name, fact, null);
  }
  for (const [name, fact] of Object.entries(now)) {
    if (!baseline.facts[name] && isAdded(name, fact, baseline)) note(name, null, fact);
  }
  return { drifts, facts: { ...kept, ...now } };
}

/** A cluster that was not in the list before; a list that was never seen, or not of its region, tells nothing. */
function isAdded(name: string, { resource }: Fact, { facts, regions }: Baseline): boolean {
  if (resource.type !== 'cluster' || aspectOf(name) !== 'present') return false;
  return facts[listName(resource.account)] !== undefined && isWatched(resource.region, regions);
}

/** When the list was last seen without it. */
function lastList({ facts, since }: Baseline, { resource }: Fact): string {
  return facts[listName(resource.account)]?.at ?? since;
}

function listName(account: string): string {
  return factName({ type: 'account', id: account, region: '' }, 'present');
}

/** A key that no cluster uses any more is remembered so long: Secrets of a moment ago may need it still. */
const REMEMBERED_MS = 7 * 86_400_000;

/** What became of a fact that was not seen this time: `dropped` says nothing about the world. */
function fateOf(
  name: string,
  { resource, at: seenAt }: Fact,
  { parts: { clusters, keys } }: Pick<Snapshot, 'parts'>,
  now: Facts,
  { at, regions }: { at: string; regions: readonly string[] },
): 'kept' | 'gone' | 'dropped' {
  switch (resource.type) {
    case 'cluster': {
      if (!clusters?.seen) return 'kept';
      if (!isWatched(resource.region, regions)) return 'dropped';
      if (aspectOf(name) === 'present') return 'gone';
      return now[factName(resource, 'present')] ? 'kept' : 'dropped';
    }
    case 'key': {
      const isUsed =
        !keys?.seen || keys.value.some(({ id, region }) => id === resource.id && region === resource.region);
      return isUsed || Date.parse(at) - Date.parse(seenAt) < REMEMBERED_MS ? 'kept' : 'dropped';
    }
    default:
      return 'kept'; // a trail that is not listed may be hidden behind another one; its event tells when it is deleted
  }
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
  }
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

/** The same difference found again, by a run that was repeated, has the same id. */
function drift(
  kind: ChangeKind,
  { resource, clusters }: Fact,
  { from, to }: { from: string; to: string },
  after: string,
  until: string,
): Drift {
  const { account, type, region, id } = resource;
  const name = digest([account, kind, type, region, id, from, to, after].join('\n')).slice(0, 16);
  return { id: name, kind, resource, clusters, from, to, after, until };
}
