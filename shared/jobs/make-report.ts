import { frameworksOf } from '../checks/frameworks.ts';
import { checks } from '../checks/index.ts';
import type { Config } from '../config/schema.ts';
import { reaches, type Severity } from '../model/finding.ts';
import type { AccountResult } from '../model/job.ts';
import type { Report } from '../model/report.ts';
import { assembleReport } from '../report/assemble.ts';
import type { Language } from '../text/render.ts';

export const CHECK_IDS: readonly string[] = checks.map(({ id }) => id);

const titles = new Map(checks.map(({ id, title }) => [id, title as string]));

/** The report of a run in one language. */
export function makeReport(
  results: readonly AccountResult[],
  { policy, waivers }: Config,
  now: Date,
  language: Language,
  all: boolean,
): Report {
  const titleOf = (check: string) => titles.get(check) ?? check;
  return assembleReport(results, { now, language, policy, waivers, all, titleOf, frameworksOf });
}

/** 1: a finding at or above the threshold that nobody accepted. 2: something could not be read. 0: neither. */
export function exitCode({ findings, complete }: Report, failOn: Severity | 'none'): 0 | 1 | 2 {
  const failed = findings.some(({ status, severity, waiver }) => {
    const accepted = waiver !== null && !waiver.expired;
    return status === 'fail' && !accepted && failOn !== 'none' && reaches(severity, failOn);
  });
  if (failed) return 1;
  return complete ? 0 : 2;
}
