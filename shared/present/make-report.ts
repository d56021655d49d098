import { frameworksOf } from '../checks/frameworks.ts';
import { settledFindings } from '../checks/run-checks.ts';
import type { Config } from '../config/schema.ts';
import { reaches, type Severity } from '../model/finding.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { Report } from '../model/report.ts';
import { assembleReport } from '../report/assemble.ts';
import { isAccepted } from '../report/is-accepted.ts';
import type { Language } from '../text/render.ts';
import { CHECK_TITLES } from './check-titles.ts';
import { judgedParts } from './judged-parts.ts';

/** The report of a run in one language; with `all`, verdicts that ask for nothing are in it, too. */
export function makeReport(
  accounts: readonly AccountResult[],
  config: Config,
  now: Date,
  language: Language,
  all: boolean,
): Report {
  const { policy, waivers } = config;
  const titleOf = (check: string) => CHECK_TITLES[check] ?? check;
  const told = all ? accounts.map((account) => withSettled(account, config, now)) : accounts;
  return assembleReport(told, { now, language, policy, waivers, titleOf, frameworksOf });
}

function withSettled({ results, ...account }: AccountResult, config: Config, now: Date): AccountResult {
  const snapshot = { account: account.id, parts: judgedParts({ results }, now), gaps: [] };
  const written = results.map((result) => ({
    ...result,
    findings: [...result.findings, ...settledFindings(snapshot, config, now, [result.job])],
  }));
  return { ...account, results: written };
}

/**
 * 1: a finding at or above the threshold fails, and nobody accepted it. 2: something could not be read, a cluster in scope is
 * unknown, or a finding at or above the threshold is. 0: neither.
 */
export function exitCode({ findings, complete, summary }: Report, failOn: Severity | 'none'): 0 | 1 | 2 {
  const weighty = findings.filter(({ severity }) => failOn !== 'none' && reaches(severity, failOn));
  if (weighty.some((finding) => finding.status === 'fail' && !isAccepted(finding))) return 1;
  const isKnown = complete && summary.verdicts.unknown === 0;
  return isKnown && weighty.every(({ status }) => status !== 'unknown') ? 0 : 2;
}
