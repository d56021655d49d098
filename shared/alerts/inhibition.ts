import type { Finding } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import { JOBS } from '../model/job.ts';
import { groupBy } from './group-by.ts';
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
const MONEY = new Set(['kms-account-status', 'arrears-clock']);

type Candidate = Pick<OpenFinding, 'account' | 'finding' | 'life'>;

/**
 * Which open finding is muted by which: fingerprint of the muted one to that of the one that explains it. Either its check
 * says so or a row of the table does; the first row that fits counts. Accounts do not mute each other.
 */
export function inhibit(findings: Iterable<Candidate>): Map<string, string> {
  const muted = new Map<string, string>();
  for (const candidates of groupBy(findings, ({ account }) => account.id).values()) {
    const rows = [credentials, unreachableRegions, encryptionOff, arrears].map((row) => row(candidates));
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
    isEntrance(finding) ? -1 : JOBS.indexOf(finding.resource.id as Job); // only jobs are blinded
  const [cause] = causes.sort((a, b) => order(a.finding) - order(b.finding));
  return (candidate) => (cause && !wasSeenSince(candidate, cause) ? cause.finding.fingerprint : null);
}

function isEntrance({ check, evidence }: Finding): boolean {
  return check === 'resource-unreadable' && ENTRANCE.has(String(evidence['facet']));
}

function isBlinded({ check, resource, evidence }: Finding): boolean {
  return check === 'job-freshness' && resource.type === 'job' && BLINDING.has(String(evidence['code']));
}

/** A region that cannot be reached mutes what is in it. */
function unreachableRegions(candidates: readonly Candidate[]): Row {
  const causes = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { check, resource, evidence } = candidate.finding;
    if (check !== 'resource-unreadable' || resource.type !== 'region') continue;
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
    finding.status === 'fail' && finding.check !== 'job-freshness' && life.lastSeen > cause.life.firstSeen
  );
}

/** A cluster that is not encrypted needs no key; a key that seals others, too, is not muted. */
function encryptionOff(candidates: readonly Candidate[]): Row {
  const off = new Map<string, string>();
  for (const { finding } of candidates) {
    if (finding.check === 'cluster-encryption' && finding.status === 'fail')
      off.set(finding.resource.id, finding.fingerprint);
  }
  return ({ finding: { check, clusters } }) => {
    const isBelow = check.startsWith('key-') || check === 'kms-instance' || isProof(check);
    if (!isBelow || clusters.length === 0 || !clusters.every((id) => off.has(id))) return null;
    return off.get(clusters[0] ?? '') ?? null;
  };
}

function isProof(check: string): boolean {
  return check === 'decrypt-activity' || check === 'kms-call-failures';
}

/** An account that is overdue explains the calls that KMS refuses for that reason. */
function arrears(candidates: readonly Candidate[]): Row {
  const causes = candidates.filter(({ finding }) => finding.status === 'fail' && MONEY.has(finding.check));
  return ({ finding: { check, resource, evidence } }) => {
    if (check !== 'kms-call-failures' || !/^Forbidden\.InDebt/.test(String(evidence['code']))) return null;
    const cause = causes.find(({ finding }) => ['', resource.region].includes(finding.resource.region));
    return cause?.finding.fingerprint ?? null;
  };
}
