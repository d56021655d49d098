import { explanationsOf } from '../checks/catalogue.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import { ALL_JOBS } from '../model/job.ts';
import { groupBy } from './group-by.ts';
import { jobFreshness } from './job-freshness.ts';
import type { OpenFinding } from './open-finding.ts';

/** Why a job fails when nothing of the account can be seen. */
const BLINDING = new Set([
  'CredentialsMissing',
  'CredentialsRefused',
  'CredentialsExpired',
  'ClockSkew',
  'CloudUnreachable',
]);
/** Reads without which the account cannot be entered. */
const ENTRANCE = new Set(['sts:AssumeRole', 'sts:GetCallerIdentity']);

type Candidate = Pick<OpenFinding, 'account' | 'finding' | 'life'>;

/**
 * Which open finding is muted by which: fingerprint of the muted one to that of the one that explains it. What a verdict
 * says; then what takes away the sight of it; then what its check names. Accounts do not mute each other.
 */
export function inhibit(findings: Iterable<Candidate>): Map<string, string> {
  const muted = new Map<string, string>();
  for (const candidates of groupBy(findings, ({ account }) => account.id).values()) {
    const rows = [credentials, unreachableRegions, explanations].map((row) => row(candidates));
    for (const candidate of candidates) {
      const { fingerprint, mutedBy } = candidate.finding;
      const by = mutedBy ?? firstOf(rows, candidate);
      if (by !== null && by !== fingerprint) muted.set(fingerprint, by);
    }
  }
  return muted;
}

type Row = (candidate: Candidate) => string | null;

function firstOf(rows: readonly Row[], candidate: Candidate): string | null {
  for (const row of rows) {
    const by = row(candidate);
    if (by !== null) return by;
  }
  return null;
}

/** Credentials that fail mute everything below them. */
function credentials(candidates: readonly Candidate[]): Row {
  const causes = candidates.filter(({ finding }) => isEntrance(finding) || isBlinded(finding));
  const order = (finding: Finding): number =>
    isEntrance(finding) ? -1 : ALL_JOBS.indexOf(finding.resource.id as Job); // only jobs are blinded
  const [cause] = causes.sort((a, b) => order(a.finding) - order(b.finding));
  return (candidate) => (cause && !wasSeenSince(candidate, cause) ? cause.finding.fingerprint : null);
}

function isEntrance({ check, evidence }: Finding): boolean {
  return check === UNREADABLE && ENTRANCE.has(String(evidence['facet']));
}

function isBlinded({ check, resource, evidence }: Finding): boolean {
  return check === jobFreshness.id && resource.type === 'job' && BLINDING.has(String(evidence['code']));
}

/** A region that cannot be reached mutes what is in it. */
function unreachableRegions(candidates: readonly Candidate[]): Row {
  const causes = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { check, resource, evidence } = candidate.finding;
    if (check !== UNREADABLE || resource.type !== 'region') continue;
    if (evidence['because'] !== 'unreachable' || causes.has(resource.region)) continue;
    causes.set(resource.region, candidate);
  }
  return (candidate) => {
    const cause = causes.get(candidate.finding.resource.region);
    return cause && !wasSeenSince(candidate, cause) ? cause.finding.fingerprint : null;
  };
}

/**
 * A failure that was seen after its place went dark is news, not an echo: another API of the region still answers, or
 * another job still gets in.
 */
function wasSeenSince({ finding, life }: Candidate, cause: Candidate): boolean {
  return (
    finding.status === 'fail' && finding.check !== jobFreshness.id && life.lastSeen > cause.life.firstSeen
  );
}

/** Another check that fails, and of which the check of the finding says that it tells the same trouble. */
function explanations(candidates: readonly Candidate[]): Row {
  const failing = failuresByPlace(candidates);
  return ({ finding }) => {
    for (const { checks, shares, when, because } of explanationsOf(finding.check)) {
      if (when && !when(finding.evidence)) continue;
      const causes = checks.flatMap((check) => CAUSE_IN[shares](finding, check, failing) ?? []);
      const cause = causes.find(({ evidence }) => !because || because(evidence));
      if (cause) return cause.fingerprint;
    }
    return null;
  };
}

type Failures = ReadonlyMap<string, Finding>;

/** A cause without a region is about the whole account. */
function regionCause({ resource }: Finding, check: string, failing: Failures): Finding | undefined {
  return failing.get(`${check} region ${resource.region}`) ?? failing.get(`${check} region `);
}

/** The check of its own resource, wherever it is told. */
function resourceCause({ resource }: Finding, check: string, failing: Failures): Finding | undefined {
  return failing.get(placeOf(check, resource));
}

/** One cluster that is not hit still needs what the finding is about. */
function clustersCause({ clusters }: Finding, check: string, failing: Failures): Finding | undefined {
  const causes = clusters.map((cluster) => failing.get(`${check} cluster ${cluster}`));
  return causes.every(Boolean) ? causes[0] : undefined;
}

const CAUSE_IN = { clusters: clustersCause, region: regionCause, resource: resourceCause } as const;

function placeOf(check: string, { type, region, id }: Finding['resource']): string {
  return `${check} ${type} ${region} ${id}`;
}

/** By check and what is hit: the resource itself, each cluster, and the region, which is empty for the whole account. The first one counts. */
function failuresByPlace(candidates: readonly Candidate[]): Map<string, Finding> {
  const failing = new Map<string, Finding>();
  for (const { finding } of candidates) {
    if (finding.status !== 'fail') continue;
    const { check, clusters, resource } = finding;
    const places = [`region ${resource.region}`, ...clusters.map((cluster) => `cluster ${cluster}`)];
    for (const place of [...places.map((one) => `${check} ${one}`), placeOf(check, resource)])
      if (!failing.has(place)) failing.set(place, finding);
  }
  return failing;
}
