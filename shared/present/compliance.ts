import { frameworkName, type MappedRequirement, requirements } from '../checks/frameworks.ts';
import { isTurned, settledSince } from '../checks/settled-since.ts';
import { decidingChecks, type Said, standingOf } from '../checks/standing.ts';
import type { Config } from '../config/schema.ts';
import { waiverFor } from '../config/waiver.ts';
import type { ReportException, ReportRequirement, RequirementStanding, Unit } from '../model/compliance.ts';
import type { Finding } from '../model/finding.ts';
import type { AccountResult } from '../model/job-state.ts';
import { type Language, render } from '../text/render.ts';
import { judgedParts } from './judged-parts.ts';

const EXCEPTIONS_SHOWN = 100;
const DECIDING = decidingChecks(requirements);

/** Where every requirement stands now, in one language. */
export function complianceOf(
  accounts: readonly AccountResult[],
  config: Config,
  now: Date,
  language: Language,
): ReportRequirement[] {
  const said = accounts.map((account) => saidNow(account, config, now));
  const ruling = {
    isOff: (check: string) => config.policy.severity[check] === 'off',
    waiverOf: (finding: Finding) => waiverFor(finding, config.waivers, now),
  };
  return requirements.map((requirement) =>
    tellRequirement(requirement, standingOf(requirement, said, ruling), language),
  );
}

/** Every verdict of the deciding checks; a verdict that was not judged anew, or is carried, is not known. */
function saidNow({ id: account, name, results, memory }: AccountResult, config: Config, now: Date): Said {
  const snapshot = { account, parts: judgedParts({ results }, now), gaps: [] };
  const carried = (memory?.carried ?? []).map((finding) => ({ ...finding, status: 'unknown' as const }));
  const verdicts = new Map<string, Finding[]>();
  const add = (finding: Finding) => {
    if (!DECIDING.has(finding.check)) return;
    const known = verdicts.get(finding.check);
    if (known) known.push(finding);
    else verdicts.set(finding.check, [finding]);
  };
  for (const finding of carried) add(finding);
  for (const result of results) {
    for (const finding of result.findings) add(finding);
    const told = { ...result, findings: [...result.findings, ...carried] };
    for (const finding of settledSince(snapshot, config, now, told, (check) => DECIDING.has(check)))
      add(isTurned(finding) ? { ...finding, status: 'unknown' } : finding);
  }
  const unlisted = (memory?.unlisted ?? []).flatMap(({ cluster }) => (cluster.inScope ? [cluster] : []));
  return { account, name, verdicts, unlisted };
}

export function tellRequirement(
  requirement: MappedRequirement,
  { counts, units, leftOut }: RequirementStanding,
  language: Language,
): ReportRequirement {
  const { id, framework, clause, asks, asksZh, population, limit, deciding, supporting, source } =
    requirement;
  return {
    id,
    framework: frameworkName(framework, language),
    clause,
    asks: language === 'zh' ? asksZh : asks,
    population,
    counts,
    limit: limit ? render(limit.why, {}, language) : null,
    deciding,
    supporting,
    source,
    exceptions: exceptionsOf(units, language).slice(0, EXCEPTIONS_SHOWN),
    leftOut: leftOut.length,
  };
}

const WORST_FIRST = ['not-met', 'unknown', 'accepted'] as const;

/** Everything that does not meet a requirement, worst first. */
export function exceptionsOf(units: readonly Unit[], language: Language): ReportException[] {
  return WORST_FIRST.flatMap((standing) =>
    units
      .filter((unit) => unit.standing === standing)
      .map(({ account, id, name, reasons, waiver }) => {
        const [first] = reasons;
        const why = first ? render(first.summary, first.evidence, language) : '';
        return { account, id, name, standing, check: first?.check ?? '', why, waiver };
      }),
  );
}
