import { countVerdicts } from '../checks/cluster-verdicts.ts';
import type { BrokenChannel } from '../config/alerts.ts';
import type { Policy } from '../config/policy.ts';
import type { Waiver } from '../config/schema.ts';
import { waiverFor } from '../config/waiver.ts';
import { type Acknowledgement, isInForce } from '../model/acknowledgement.ts';
import type { Change } from '../model/change.ts';
import { byWeight, type Finding } from '../model/finding.ts';
import { ALL_JOBS } from '../model/job.ts';
import type { AccountMemory, AccountResult } from '../model/job-state.ts';
import type {
  Report,
  ReportAccount,
  ReportChannel,
  ReportCluster,
  ReportEvidence,
  ReportFinding,
  ReportJob,
} from '../model/report.ts';
import { VERSION } from '../model/version.ts';
import { type Language, render } from '../text/render.ts';
import { clusterRows } from './cluster-rows.ts';
import { isAccepted } from './is-accepted.ts';
import { spendRow } from './spend-rows.ts';

export interface AssembleOptions {
  now: Date;
  language: Language;
  policy: Policy;
  waivers: readonly Waiver[];
  brokenChannels: readonly BrokenChannel[];
  /** By fingerprint. */
  acknowledgements: ReadonlyMap<string, Acknowledgement>;
  /** Those of the configuration. */
  acknowledged: readonly { finding: string; by: string }[];
  titleOf: (check: string) => string;
  frameworksOf: (check: string) => readonly string[];
  compliance: Report['compliance'];
}

/** Joins what the jobs of each account saw into one report. */
export function assembleReport(accounts: readonly AccountResult[], options: AssembleOptions): Report {
  const clusters = accounts.flatMap((account) => clusterRows(account, options.policy, options.language));
  const findings = accounts.flatMap((account) => findingsOf(account, options)).sort(byWeight);
  return {
    schema: 'sealwatch.report/1',
    version: VERSION,
    generatedAt: options.now.toISOString(),
    complete: accounts.length > 0 && accounts.every(isComplete),
    accounts: accounts.map(accountOf),
    summary: summarise(clusters, findings),
    clusters,
    findings,
    compliance: options.compliance,
    brokenChannels: options.brokenChannels.map(channelOf),
    changes: newestFirst(accounts.flatMap(({ memory }) => memory?.changes ?? [])).map(withoutAliases),
    attempts: newestFirst(accounts.flatMap(({ memory }) => memory?.attempts ?? [])),
    spend: accounts.flatMap((account) => spendRow(account, options)),
    evidence: accounts.flatMap(evidenceOf),
  };
}

function evidenceOf({ id: account, memory }: AccountResult): ReportEvidence[] {
  return ALL_JOBS.flatMap((job) => {
    const head = memory?.evidence[job];
    return head ? [{ account, job, run: head.run, sha256: head.sha256 }] : [];
  });
}

function channelOf({ name, type, problems }: BrokenChannel): ReportChannel {
  return { name, type, problems: problems.map(({ brief }) => brief) };
}

function isComplete({ results, memory }: AccountResult): boolean {
  return results.every(({ complete }) => complete) && Object.keys(memory?.troubles ?? {}).length === 0;
}

function accountOf({ id, name, results, memory }: AccountResult): ReportAccount {
  const jobs: Record<string, ReportJob> = {};
  for (const job of ALL_JOBS) {
    const result = results.find((told) => told.job === job);
    const { code = '', message = '', hint = '', at = '' } = memory?.troubles[job] ?? {};
    const trouble = at === '' ? null : { code, message, hint, at };
    if (!result && !trouble) continue;
    jobs[job] = { finishedAt: result?.finishedAt ?? '', complete: result?.complete ?? false, trouble };
  }
  return { id, name, clusterList: clusterListOf(results), jobs };
}

function clusterListOf(results: AccountResult['results']): ReportAccount['clusterList'] {
  const clusters = results.find(({ job }) => job === 'inventory')?.parts.clusters;
  if (!clusters?.seen) return 'unread';
  return clusters.missing ? 'partial' : 'complete';
}

function withoutAliases({ aliases: _, ...change }: Change): Omit<Change, 'aliases'> {
  return change;
}

function newestFirst<T extends { at: string }>(things: readonly T[]): T[] {
  return [...things].sort((a, b) => (a.at < b.at ? 1 : Number(a.at > b.at) * -1));
}

/** The findings of the last runs, and those that are open but could not be judged again: what they are now is not known. */
function findingsOf({ results, memory }: AccountResult, options: AssembleOptions): ReportFinding[] {
  const told = results.flatMap(({ findings, finishedAt }) =>
    findings.map((finding) => tell(finding, finishedAt, memory, options)),
  );
  const carried = (memory?.carried ?? []).map((finding) =>
    tell(
      { ...finding, status: 'unknown' },
      memory?.open[finding.fingerprint]?.lastSeen ?? '',
      memory,
      options,
    ),
  );
  // What several jobs could not read is the same finding in each of them.
  const once = new Map(told.reverse().map((finding) => [finding.fingerprint, finding]));
  return [...once.values(), ...carried];
}

function tell(
  finding: Finding,
  seenAt: string,
  memory: AccountMemory | null,
  options: AssembleOptions,
): ReportFinding {
  const { language, titleOf, frameworksOf } = options;
  const { fingerprint, check, status, severity, resource, clusters, evidence, mutedBy } = finding;
  const { missingPermission, remedy } = finding;
  const firstSeen = memory?.open[fingerprint]?.firstSeen ?? seenAt;
  return {
    fingerprint,
    check,
    status,
    severity,
    resource,
    clusters,
    summary: render(finding.summary, evidence, language),
    evidence,
    remedy: { text: render(remedy.text, evidence, language), command: remedy.command, url: remedy.url },
    mutedBy,
    missingPermission,
    title: render(titleOf(check), {}, language),
    frameworks: frameworksOf(check),
    firstSeen,
    lastSeen: seenAt,
    actor: memory?.authors[fingerprint] ?? null,
    waiver: finding.status === 'fail' ? waiverFor(finding, options.waivers, options.now) : null,
    acknowledged: acknowledgedBy(finding, firstSeen, options),
  };
}

/** By a link or a command while that is in force, else by the configuration. */
function acknowledgedBy(
  { fingerprint, severity, status }: Finding,
  since: string,
  { acknowledgements, acknowledged, now }: AssembleOptions,
): ReportFinding['acknowledged'] {
  if (status === 'pass') return null;
  const given = acknowledgements.get(fingerprint);
  if (given && isInForce(given, { since, severity }, now))
    return { by: given.by, at: given.at, until: given.until };
  const line = acknowledged.find(({ finding }) => finding === fingerprint);
  return line ? { by: line.by, at: null, until: null } : null;
}

export function summarise(
  clusters: readonly ReportCluster[],
  findings: readonly ReportFinding[],
): Report['summary'] {
  return {
    verdicts: countVerdicts(clusters.map(({ verdict }) => verdict)),
    clusters: countClusters(clusters),
    findings: countFindings(findings),
  };
}

function countClusters(clusters: readonly ReportCluster[]): Report['summary']['clusters'] {
  const inScope = clusters.filter((cluster) => cluster.inScope);
  const count = (encryption: ReportCluster['encryption']) =>
    inScope.filter((cluster) => cluster.encryption === encryption).length;
  return {
    total: clusters.length,
    inScope: inScope.length,
    encrypted: count('encrypted'),
    notEncrypted: count('not-encrypted'),
    unknown: count('unknown'),
    pending: count('pending'),
  };
}

function countFindings(findings: readonly ReportFinding[]): Report['summary']['findings'] {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0, unknown: 0, waived: 0 };
  for (const { status, severity, waiver } of findings) {
    if (status === 'unknown') counts.unknown += 1;
    if (status === 'fail') counts[isAccepted({ waiver }) ? 'waived' : severity] += 1;
  }
  return counts;
}
