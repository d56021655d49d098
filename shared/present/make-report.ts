import { frameworksOf } from '../checks/frameworks.ts';
import { settledSince } from '../checks/settled-since.ts';
import type { Config } from '../config/schema.ts';
import type { Acknowledgement } from '../model/acknowledgement.ts';
import { reaches, type Severity } from '../model/finding.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { Report } from '../model/report.ts';
import { assembleReport } from '../report/assemble.ts';
import { isAccepted } from '../report/is-accepted.ts';
import type { Language } from '../text/render.ts';
import { CHECK_TITLES } from './check-titles.ts';
import { complianceOf } from './compliance.ts';
import { judgedParts } from './judged-parts.ts';

/** The report of a run in one language; with `all`, verdicts that ask for nothing are in it, too. */
export function makeReport(
  accounts: readonly AccountResult[],
  config: Config,
  now: Date,
  language: Language,
  all: boolean,
  acknowledged: readonly Acknowledgement[] = [],
): Report {
  const acknowledgements = new Map(acknowledged.map((given) => [given.fingerprint, given]));
  const { policy, waivers, alerts } = config;
  const titleOf = (check: string) => CHECK_TITLES[check] ?? check;
  const told = all ? accounts.map((account) => withSettled(account, config, now)) : accounts;
  const { brokenChannels, acknowledged: lines } = alerts;
  const compliance = complianceOf(accounts, config, now, language);
  const settings = { now, language, policy, waivers, brokenChannels, acknowledgements, acknowledged: lines };
  return assembleReport(told, { ...settings, titleOf, frameworksOf, compliance });
}

function withSettled({ results, ...account }: AccountResult, config: Config, now: Date): AccountResult {
  const snapshot = { account: account.id, parts: judgedParts({ results }, now), gaps: [] };
  const carried = account.memory?.carried ?? []; // open, and told as such
  const written = results.map((result) => {
    const told = { ...result, findings: [...result.findings, ...carried] };
    return { ...result, findings: [...result.findings, ...settledSince(snapshot, config, now, told)] };
  });
  return { ...account, results: written };
}

/**
 * 1: a finding at or above the threshold fails, and nobody accepted it. 2: something could not be read, a cluster in scope is
 * unknown, a finding at or above the threshold is, or a channel cannot be opened. 0: none of that.
 */
export function exitCode(report: Report, failOn: Severity | 'none'): 0 | 1 | 2 {
  const { findings, complete, summary, brokenChannels } = report;
  const weighty = findings.filter(({ severity }) => failOn !== 'none' && reaches(severity, failOn));
  if (weighty.some((finding) => finding.status === 'fail' && !isAccepted(finding))) return 1;
  const isWhole = complete && summary.verdicts.unknown === 0 && brokenChannels.length === 0;
  return isWhole && weighty.every(({ status }) => status !== 'unknown') ? 0 : 2;
}
