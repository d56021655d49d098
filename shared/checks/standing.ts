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
  const populations = {
    clusters: accounts.map((said) => clustersOf(said, ruling)),
    accounts: accounts.map((said) => accountOf(said, ruling)),
  };
  const leftOutOf = accounts.flatMap(outOfScope);
  return (requirement) => {
    const ruled = populations[requirement.population].flatMap((population) => rule(requirement, population));
    const units = ruled.flatMap((one) => ('standing' in one ? [one] : []));
    const leftOut = [
      ...ruled.flatMap((one) => ('standing' in one ? [] : [one])),
      ...(requirement.population === 'clusters' ? leftOutOf : []),
    ];
    return { id: requirement.id, counts: countUnits(units), units, leftOut };
  };
}

interface Candidate {
  account: string;
  id: string;
  name: string;
  /** A check about keys may have nothing to say of it. */
  hasNoKey: boolean;
  /** Why nothing is known of its key. */
  keyUnknown: Reason | null;
}

/** The clusters of an account, or the account itself. */
interface Population {
  candidates: readonly Candidate[];
  /** What a check says of each, in their order. */
  opinionsOf(check: string): readonly (readonly Opinion[])[];
}

function accountOf({ account, name, verdicts }: Said, ruling: Ruling): Population {
  const candidate = { account, id: account, name, hasNoKey: false, keyUnknown: null };
  const opinionsOf = once((check) => {
    const said = verdicts.get(check) ?? [];
    const opinions = said.flatMap((one) => opinionsFrom(one, ruling));
    return [opinions.length > 0 ? opinions : opinionsWithout(check, candidate, ruling)];
  });
  return { candidates: [candidate], opinionsOf };
}

function clustersOf({ account, verdicts, unlisted }: Said, ruling: Ruling): Population {
  const listed = (verdicts.get(clusterEncryption.id) ?? []).filter(
    ({ resource, status }) => resource.type === 'cluster' && status !== 'skipped',
  );
  const candidates = [
    ...listed.map((flag) => ({
      ...{ account, id: flag.resource.id, name: flag.resource.name },
      hasNoKey: flag.status === 'fail',
      keyUnknown: flag.status === 'unknown' || flag.status === 'pending' ? reasonOf(flag) : null,
    })),
    ...unlisted.map(({ id, name }) => ({ account, id, name, hasNoKey: false, keyUnknown: null })),
  ];
  const places = new Map(listed.map(({ resource }, index) => [resource.id, index]));
  const opinionsOf = once((check) => {
    const said = verdicts.get(check) ?? [];
    const about = aboutEach(said, places, ruling);
    const blind = said.filter(isAboutNothing).flatMap((one) => opinionsFrom(one, ruling));
    return candidates.map((candidate, index) => {
      const known = about[index] ?? (index < listed.length ? blind : []);
      return known.length > 0 ? known : opinionsWithout(check, candidate, ruling);
    });
  });
  return { candidates, opinionsOf };
}

/** By the place of the cluster; nothing where nothing was said of it. */
function aboutEach(
  said: readonly SaidOf[],
  places: ReadonlyMap<string, number>,
  ruling: Ruling,
): readonly (readonly Opinion[] | undefined)[] {
  const about: Opinion[][] = [];
  for (const one of said) {
    const opinions = opinionsFrom(one, ruling);
    for (const id of one.clusters) {
      const place = places.get(id);
      if (place === undefined) continue;
      const known = about[place];
      if (known) known.push(...opinions);
      else about[place] = [...opinions];
    }
  }
  return about;
}

/** Remembers each answer. */
function once<T>(answer: (check: string) => T): (check: string) => T {
  const known = new Map<string, T>();
  return (check) => {
    const before = known.get(check);
    if (before !== undefined) return before;
    const answered = answer(check);
    known.set(check, answered);
    return answered;
  };
}

/** A check that could not look at all says so once, about no cluster. */
function isAboutNothing({ clusters, status }: SaidOf): boolean {
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

function rule(requirement: MappedRequirement, { candidates, opinionsOf }: Population): Ruled[] {
  const opinions = requirement.deciding.map(opinionsOf);
  return candidates.map((candidate, index) => {
    const [first, ...others] = opinions;
    const said = first?.[index] ?? [];
    return ruleOne(
      requirement,
      candidate,
      others.length === 0 ? said : said.concat(...others.map((of) => of[index] ?? [])),
    );
  });
}

function ruleOne(
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

/** A check that is off has none: what it left from before is no opinion. */
function opinionsFrom(said: SaidOf, ruling: Ruling): Opinion[] {
  if (ruling.isOff(said.check)) return [];
  if (INSIDE.has(said.check) && said.status !== 'fail') return [];
  return [opinionOf(said, ruling)];
}

/** What to think of a cluster, or account, of which a check has said nothing. */
function opinionsWithout(check: string, { hasNoKey, keyUnknown }: Candidate, ruling: Ruling): Opinion[] {
  if (INSIDE.has(check)) return [];
  if (ruling.isOff(check)) return [unknown(reason(check, OFF, { check }))];
  return hasNoKey ? [] : [unknown(keyUnknown ?? reason(check, SILENT, { check }))];
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
