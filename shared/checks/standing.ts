import type {
  AcceptedBy,
  Reason,
  RequirementStanding,
  Standing,
  StandingCounts,
  Unit,
} from '../model/compliance.ts';
import type { Finding } from '../model/finding.ts';
import type { Text } from '../text/zh.ts';
import { clusterEncryption } from './cluster-encryption.ts';
import type { MappedRequirement } from './frameworks.ts';
import { checks } from './index.ts';

/** What the deciding checks said of one account. */
export interface Said {
  account: string;
  name: string;
  /** Every verdict, by check. */
  verdicts: ReadonlyMap<string, readonly Finding[]>;
  /** Clusters in scope that the last list, which was not whole, did not hold. */
  unlisted: readonly { id: string; name: string }[];
}

export interface Ruling {
  isOff(check: string): boolean;
  waiverOf(finding: Finding): AcceptedBy | null;
}

/** The checks without which nothing can be said about requirements: those that decide, and the one that tells the population. */
export function decidingChecks(requirements: readonly MappedRequirement[]): ReadonlySet<string> {
  return new Set([clusterEncryption.id, ...requirements.flatMap(({ deciding }) => deciding)]);
}

/** What is asked inside a cluster can take a requirement away, and where nobody could ask, the other checks stand. */
const INSIDE: ReadonlySet<string> = new Set(
  checks.filter(({ job }) => job === 'proof').map((check): string => check.id),
);

/** Where every cluster, or account, stands with a requirement. What no deciding check has seen is unknown. */
export function standingOf(
  requirement: MappedRequirement,
  accounts: readonly Said[],
  ruling: Ruling,
): RequirementStanding {
  const ruled = accounts.flatMap((said) =>
    requirement.population === 'accounts'
      ? [rule(requirement, ofAccount(said), ruling)]
      : clustersOf(said).map((candidate) => rule(requirement, candidate, ruling)),
  );
  const units = ruled.flatMap((one) => ('standing' in one ? [one] : []));
  const leftOut = [
    ...ruled.flatMap((one) => ('standing' in one ? [] : [one])),
    ...(requirement.population === 'clusters' ? accounts.flatMap(outOfScope) : []),
  ];
  return { id: requirement.id, counts: countUnits(units), units, leftOut };
}

interface Candidate {
  account: string;
  id: string;
  name: string;
  verdictsOf(check: string): readonly Finding[];
  /** A check about keys may have nothing to say of it. */
  hasNoKey: boolean;
  /** Why nothing is known of its key. */
  keyUnknown: Reason | null;
}

function ofAccount({ account, name, verdicts }: Said): Candidate {
  const verdictsOf = (check: string) => verdicts.get(check) ?? [];
  return { account, id: account, name, verdictsOf, hasNoKey: false, keyUnknown: null };
}

function clustersOf({ account, name: _, verdicts, unlisted }: Said): Candidate[] {
  const byCluster = new Map<string, Map<string, Finding[]>>();
  for (const [check, findings] of verdicts) {
    for (const finding of findings) {
      for (const id of finding.clusters) {
        const own = byCluster.get(id) ?? new Map<string, Finding[]>();
        own.set(check, [...(own.get(check) ?? []), finding]);
        byCluster.set(id, own);
      }
    }
  }
  const listed = (verdicts.get(clusterEncryption.id) ?? []).filter(
    ({ resource, status }) => resource.type === 'cluster' && status !== 'skipped',
  );
  const candidate = (id: string, name: string, flag: Finding | null): Candidate => ({
    ...{ account, id, name },
    hasNoKey: flag?.status === 'fail',
    keyUnknown: flag?.status === 'unknown' || flag?.status === 'pending' ? reasonOf(flag) : null,
    verdictsOf: (check) =>
      byCluster.get(id)?.get(check) ?? (verdicts.get(check) ?? []).filter(isAboutNothing),
  });
  return [
    ...listed.map((flag) => candidate(flag.resource.id, flag.resource.name, flag)),
    ...unlisted.map(({ id, name }) => ({ ...candidate(id, name, null), verdictsOf: () => [] })),
  ];
}

/** A check that could not look at all says so once, about no cluster. */
function isAboutNothing({ clusters, status }: Finding): boolean {
  return clusters.length === 0 && status === 'unknown';
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

function rule(requirement: MappedRequirement, candidate: Candidate, ruling: Ruling): Ruled {
  const { account, id, name } = candidate;
  const said = requirement.deciding.flatMap((check) => opinionsOf(check, candidate, ruling));
  const skipped = said.filter(({ standing }) => standing === null);
  const worst = ORDER.find((standing) => said.some((opinion) => opinion.standing === standing)) ?? null;
  if (worst === null && (candidate.hasNoKey || requirement.population === 'accounts')) {
    const [why = { reason: reason('', NO_KEY) }] = skipped;
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

/** What decides first: a failure, then what is not known; an accepted failure only where the rest is met. */
const ORDER = ['not-met', 'unknown', 'accepted', 'met'] as const satisfies readonly Standing[];

/** A standing of null: the check does not apply. */
interface Opinion {
  standing: Standing | null;
  reason: Reason;
  waiver: AcceptedBy | null;
}

function opinionsOf(
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

function opinionOf(finding: Finding, { waiverOf }: Ruling): Opinion {
  const { status, evidence } = finding;
  const why = reasonOf(finding);
  if (status === 'pass') return { standing: 'met', reason: why, waiver: null };
  // what the configuration does not say leaves it open; other checks that do not apply leave it to the rest
  if (status === 'skipped')
    return { standing: 'setting' in evidence ? 'unknown' : null, reason: why, waiver: null };
  if (status !== 'fail') return unknown(why);
  const waiver = waiverOf(finding);
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

function reasonOf({ check, summary, evidence }: Finding): Reason {
  return { check, summary, evidence };
}

function reason(check: string, summary: Text, evidence: Reason['evidence'] = {}): Reason {
  return { check, summary, evidence };
}

export function countUnits(units: readonly Unit[]): StandingCounts {
  const count = (standing: Standing) => units.filter((unit) => unit.standing === standing).length;
  return {
    population: units.length,
    met: count('met'),
    accepted: count('accepted'),
    notMet: count('not-met'),
    unknown: count('unknown'),
  };
}

const NO_KEY: Text = 'The cluster is not encrypted, so it has no key to judge.';
const OFF: Text = 'The check {check} is off in the configuration.';
const SILENT: Text = 'The check {check} has no result for it.';
