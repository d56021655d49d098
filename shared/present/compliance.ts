import { frameworkName, type MappedRequirement, requirements } from '../checks/frameworks.ts';
import { type SaidOf, saidSince } from '../checks/settled-since.ts';
import { decidingChecks, type Said, standingsIn } from '../checks/standing.ts';
import type { Config } from '../config/schema.ts';
import { waiverFor } from '../config/waiver.ts';
import type { ReportException, ReportRequirement, RequirementStanding, Unit } from '../model/compliance.ts';
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
    waiverOf: (one: SaidOf) => waiverFor(one, config.waivers, now),
  };
  const standingOf = standingsIn(said, ruling);
  return requirements.map((requirement) => tellRequirement(requirement, standingOf(requirement), language));
}

/** Every verdict of the deciding checks; a verdict that was not judged anew, or is carried, is not known. */
function saidNow({ id: account, name, results, memory }: AccountResult, config: Config, now: Date): Said {
  const snapshot = { account, parts: judgedParts({ results }, now), gaps: [] };
  const carried = (memory?.carried ?? []).map((finding) => ({ ...finding, status: 'unknown' as const }));
  const verdicts = new Map<string, SaidOf[]>();
  const add = (one: SaidOf) => {
    if (!DECIDING.has(one.check)) return;
    const known = verdicts.get(one.check);
    if (known) known.push(one);
    else verdicts.set(one.check, [one]);
  };
  for (const finding of carried) add(finding);
  for (const result of results) {
    for (const finding of result.findings) add(finding);
    const told = { ...result, findings: [...result.findings, ...carried] };
    for (const one of saidSince(snapshot, config, now, told, (check) => DECIDING.has(check))) add(one);
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
    exceptions: exceptionsOf(units, language, EXCEPTIONS_SHOWN),
    leftOut: leftOut.length,
  };
}

const WORST_FIRST = ['not-met', 'unknown', 'accepted'] as const;

/** What does not meet a requirement, worst first; all of it where no number is given. */
export function exceptionsOf(
  units: readonly Unit[],
  language: Language,
  most = Number.POSITIVE_INFINITY,
): ReportException[] {
  return WORST_FIRST.flatMap((standing) =>
    units.flatMap((unit) => (unit.standing === standing ? [{ ...unit, standing }] : [])),
  )
    .slice(0, most)
    .map(({ account, id, name, standing, reasons, waiver }) => {
      const [first] = reasons;
      const why = first ? render(first.summary, first.evidence, language) : '';
      return { account, id, name, standing, check: first?.check ?? '', why, waiver };
    });
}
