import type {
  AcceptedBy,
  Reason,
  RequirementStanding,
  Standing,
  StandingCounts,
  Unit,
} from '../model/compliance.ts';
import type { Text } from '../text/zh.ts';
import { clusterEncryption } from './cluster-encryption.ts';
import type { MappedRequirement } from './frameworks.ts';
import { checks } from './index.ts';
import type { SaidOf } from './settled-since.ts';

/** What the deciding checks said of one account. */
export interface Said {
  account: string;
  name: string;
  /** Every verdict, by check. */
  verdicts: ReadonlyMap<string, readonly SaidOf[]>;
  /** Clusters in scope that the last list, which was not whole, did not hold. */
  unlisted: readonly { id: string; name: string }[];
}

export interface Ruling {
  isOff(check: string): boolean;
  waiverOf(said: SaidOf): AcceptedBy | null;
}

/** The checks without which nothing can be said about requirements: those that decide, and the one that tells the population. */
export function decidingChecks(requirements: readonly MappedRequirement[]): ReadonlySet<string> {
  return new Set([clusterEncryption.id, ...requirements.flatMap(({ deciding }) => deciding)]);
}

/** What is asked inside a cluster can take a requirement away, and where nobody could ask, the other checks stand. */
const INSIDE: ReadonlySet<string> = new Set(
  checks.filter(({ job }) => job === 'proof').map((check): string => check.id),
);

/**
 * Tells of a requirement where every cluster, or account, stands with it. What no deciding check has seen is unknown. Each verdict
 * is looked at once, however many requirements ask for it.
 */
export function standingsIn(
  accounts: readonly Said[],
  ruling: Ruling,
): (requirement: MappedRequirement) => RequirementStanding {
  const clusters = accounts.map((said) => opinionsIn(clustersOf(said), ruling));
  const whole = accounts.map((said) => opinionsIn([ofAccount(said)], ruling));
  const leftOutOf = accounts.flatMap(outOfScope);
  return (requirement) => {
    const isOfClusters = requirement.population === 'clusters';
    const ruled = (isOfClusters ? clusters : whole).flatMap(({ candidates, opinionsOf }) => {
      const opinions = requirement.deciding.map(opinionsOf);
      return candidates.map((candidate, index) =>
        rule(
          requirement,
          candidate,
          opinions.flatMap((of) => of[index] ?? []),
        ),
      );
    });
    const units = ruled.flatMap((one) => ('standing' in one ? [one] : []));
    const leftOut = [
      ...ruled.flatMap((one) => ('standing' in one ? [] : [one])),
      ...(isOfClusters ? leftOutOf : []),
    ];
    return { id: requirement.id, counts: countUnits(units), units, leftOut };
  };
}

interface Candidate {
  account: string;
  id: string;
  name: string;
  verdictsOf(check: string): readonly SaidOf[];
  /** A check about keys may have nothing to say of it. */
  hasNoKey: boolean;
  /** Why nothing is known of its key. */
  keyUnknown: Reason | null;
}

interface Opinions {
  candidates: readonly Candidate[];
  /** In the order of the candidates. */
  opinionsOf(check: string): readonly (readonly Opinion[])[];
}

function opinionsIn(candidates: readonly Candidate[], ruling: Ruling): Opinions {
  const known = new Map<string, readonly (readonly Opinion[])[]>();
  const opinionsOf = (check: string): readonly (readonly Opinion[])[] => {
    const before = known.get(check);
    if (before) return before;
    const opinions = candidates.map((candidate) => opinionsAbout(check, candidate, ruling));
    known.set(check, opinions);
    return opinions;
  };
  return { candidates, opinionsOf };
}

function ofAccount({ account, name, verdicts }: Said): Candidate {
  const verdictsOf = (check: string) => verdicts.get(check) ?? [];
  return { account, id: account, name, verdictsOf, hasNoKey: false, keyUnknown: null };
}

function clustersOf({ account, name: _, verdicts, unlisted }: Said): Candidate[] {
  const byCheck = new Map([...verdicts].map(([check, said]) => [check, byCluster(said)]));
  const verdictsOf = (check: string, id: string): readonly SaidOf[] => {
    const about = byCheck.get(check);
    return about?.clusters.get(id) ?? about?.nothing ?? [];
  };
  const listed = (verdicts.get(clusterEncryption.id) ?? []).filter(
    ({ resource, status }) => resource.type === 'cluster' && status !== 'skipped',
  );
  const candidate = (id: string, name: string, flag: SaidOf | null): Candidate => ({
    ...{ account, id, name },
    hasNoKey: flag?.status === 'fail',
    keyUnknown: flag?.status === 'unknown' || flag?.status === 'pending' ? reasonOf(flag) : null,
    verdictsOf: (check) => verdictsOf(check, id),
  });
  return [
    ...listed.map((flag) => candidate(flag.resource.id, flag.resource.name, flag)),
    ...unlisted.map(({ id, name }) => ({ ...candidate(id, name, null), verdictsOf: () => [] })),
  ];
}

/** What one check said, by cluster; and what it said of none because it could not look at all. */
function byCluster(said: readonly SaidOf[]): {
  clusters: ReadonlyMap<string, readonly SaidOf[]>;
  nothing: readonly SaidOf[];
} {
  const clusters = new Map<string, SaidOf[]>();
  for (const one of said) {
    for (const id of one.clusters) {
      const known = clusters.get(id);
      if (known) known.push(one);
      else clusters.set(id, [one]);
    }
  }
  const nothing = said.filter((one) => one.clusters.length === 0 && one.status === 'unknown');
  return { clusters, nothing };
}

function outOfScope({ account, verdicts }: Said): RequirementStanding['leftOut'] {
  return (verdicts.get(clusterEncryption.id) ?? [])
    .filter(({ resource, status }) => resource.type === 'cluster' && status === 'skipped')
    .map((finding) => ({
      account,
      id: finding.resource.id,
      name: finding.resource.name,
      ...reasonOf(finding),
    }));
}

type Ruled = Unit | RequirementStanding['leftOut'][number];

function rule(
  requirement: MappedRequirement,
  { account, id, name, hasNoKey }: Candidate,
  said: readonly Opinion[],
): Ruled {
  const worst = worstOf(said);
  if (worst === null && (hasNoKey || requirement.population === 'accounts')) {
    const [why = { reason: reason('', NO_KEY) }] = said;
    return { account, id, name, ...why.reason };
  }
  const standing = worst ?? 'unknown';
  const deciding = said.filter((opinion) => opinion.standing === worst);
  const unit = {
    ...{ account, id, name, standing },
    reasons: deciding.map((opinion) => opinion.reason),
    waiver: standing === 'accepted' ? (deciding.find(({ waiver }) => waiver)?.waiver ?? null) : null,
  };
  return withLimit(unit, requirement);
}

function worstOf(said: readonly Opinion[]): Standing | null {
  let worst: Standing | null = null;
  for (const { standing } of said)
    if (standing !== null && (worst === null || ORDER[standing] < ORDER[worst])) worst = standing;
  return worst;
}

/** What decides first: a failure, then what is not known; an accepted failure only where the rest is met. */
const ORDER = { 'not-met': 0, unknown: 1, accepted: 2, met: 3 } as const satisfies Record<Standing, number>;

/** A standing of null: the check does not apply. */
interface Opinion {
  standing: Standing | null;
  reason: Reason;
  waiver: AcceptedBy | null;
}

function opinionsAbout(
  check: string,
  { verdictsOf, hasNoKey, keyUnknown }: Candidate,
  ruling: Ruling,
): Opinion[] {
  const isInside = INSIDE.has(check);
  if (ruling.isOff(check)) return isInside ? [] : [unknown(reason(check, OFF, { check }))];
  const verdicts = verdictsOf(check);
  if (isInside)
    return verdicts.filter(({ status }) => status === 'fail').map((one) => opinionOf(one, ruling));
  if (verdicts.length === 0) return hasNoKey ? [] : [unknown(keyUnknown ?? reason(check, SILENT, { check }))];
  return verdicts.map((one) => opinionOf(one, ruling));
}

function opinionOf(said: SaidOf, { waiverOf }: Ruling): Opinion {
  const { status, evidence } = said;
  const why = reasonOf(said);
  if (status === 'pass') return { standing: 'met', reason: why, waiver: null };
  // what the configuration does not say leaves it open; other checks that do not apply leave it to the rest
  if (status === 'skipped')
    return { standing: 'setting' in evidence ? 'unknown' : null, reason: why, waiver: null };
  if (status !== 'fail') return unknown(why);
  const waiver = waiverOf(said);
  return { standing: waiver && !waiver.expired ? 'accepted' : 'not-met', reason: why, waiver };
}

function unknown(why: Reason): Opinion {
  return { standing: 'unknown', reason: why, waiver: null };
}

function withLimit(unit: Unit, { limit }: MappedRequirement): Unit {
  if (!limit) return unit;
  if (limit.standing === 'unknown' && unit.standing !== 'met' && unit.standing !== 'accepted') return unit;
  return { ...unit, standing: limit.standing, reasons: [reason('', limit.why)], waiver: null };
}

function reasonOf({ check, summary, evidence }: SaidOf): Reason {
  return { check, summary, evidence };
}

function reason(check: string, summary: Text, evidence: Reason['evidence'] = {}): Reason {
  return { check, summary, evidence };
}

export function countUnits(units: readonly Unit[]): StandingCounts {
  const counts = { met: 0, accepted: 0, 'not-met': 0, unknown: 0 };
  for (const { standing } of units) counts[standing] += 1;
  const { met, accepted, unknown: unseen } = counts;
  return { population: units.length, met, accepted, notMet: counts['not-met'], unknown: unseen };
}

const NO_KEY: Text = 'The cluster is not encrypted, so it has no key to judge.';
const OFF: Text = 'The check {check} is off in the configuration.';
const SILENT: Text = 'The check {check} has no result for it.';
