import type { Policy } from '../config/policy.ts';
import type { Waiver } from '../config/schema.ts';
import { byWeight, type Finding } from '../model/finding.ts';
import type { AccountResult, JobResult } from '../model/job.ts';
import type { Report, ReportCluster, ReportFinding } from '../model/report.ts';
import { type Language, render } from '../text/render.ts';
import { clusterRows } from './cluster-rows.ts';
import { waiverFor } from './waiver.ts';

export interface AssembleOptions {
  now: Date;
  language: Language;
  policy: Policy;
  waivers: readonly Waiver[];
  titleOf: (check: string) => string;
  frameworksOf: (check: string) => readonly string[];
}

/** Joins what the jobs of each account saw into one report. */
export function assembleReport(accounts: readonly AccountResult[], options: AssembleOptions): Report {
  const clusters = accounts.flatMap((account) => clusterRows(account, options.policy));
  const findings = accounts
    .flatMap(({ results }) =>
      results.flatMap((result) => result.findings.map((finding) => ({ finding, result }))),
    )
    .map(({ finding, result }) => tell(finding, result, options))
    .sort(byWeight);
  return {
    schema: 'sealwatch.report/1',
    generatedAt: options.now.toISOString(),
    complete: accounts.every(({ results }) => results.every(({ complete }) => complete)),
    accounts: accounts.map(({ id, name, results }) => ({
      id,
      name,
      jobs: Object.fromEntries(
        results.map(({ job, finishedAt, complete }) => [job, { finishedAt, complete }]),
      ),
    })),
    summary: { clusters: countClusters(clusters), findings: countFindings(findings) },
    clusters,
    findings,
    changes: [],
    spend: [],
  };
}

function tell(finding: Finding, { finishedAt }: JobResult, options: AssembleOptions): ReportFinding {
  const { language, titleOf, frameworksOf } = options;
  const { summary, evidence, remedy, check } = finding;
  return {
    ...finding,
    title: render(titleOf(check), {}, language),
    summary: render(summary, evidence, language),
    remedy: { ...remedy, text: render(remedy.text, evidence, language) },
    frameworks: frameworksOf(check),
    firstSeen: finishedAt,
    lastSeen: finishedAt,
    actor: null,
    waiver: finding.status === 'fail' ? waiverFor(finding, options.waivers, options.now) : null,
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
    if (status === 'fail') counts[waiver && !waiver.expired ? 'waived' : severity] += 1;
  }
  return counts;
}
