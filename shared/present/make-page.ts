import { jobFreshness } from '../alerts/job-freshness.ts';
import { frameworkName, requirements } from '../checks/frameworks.ts';
import { checks } from '../checks/index.ts';
import type { Config } from '../config/schema.ts';
import { UNREADABLE } from '../model/finding.ts';
import type { HistoryDay } from '../model/history.ts';
import { ALL_JOBS, type JobResult, jobsOf } from '../model/job.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Report } from '../model/report.ts';
import type { PageCheck, PageFocus, PageLinks, PageReading } from '../report/html/page-view.ts';
import { renderPage } from '../report/html/render-page.tsx';
import { storedHistory } from '../state/stored-history.ts';
import { type Language, render } from '../text/render.ts';
import { speak } from '../text/say.ts';

export interface PageOptions {
  /** Holds the history. */
  store: ObjectStore;
  config: Config;
  /** Of the report, too. */
  language: Language;
  /** For HTTP only; a file links into itself. */
  links?: PageLinks;
  /** Page of the clusters, from 1. */
  page?: number;
  /** What it is about; the whole report where nothing is said. */
  focus?: PageFocus;
}

/** The HTML page of a report and of the accounts that it was made from. Throws what the store throws. */
export async function makePage(
  report: Report,
  accounts: readonly AccountResult[],
  { store, config, language, links, page = 1, focus = 'report' }: PageOptions,
): Promise<string> {
  const history: Record<string, readonly HistoryDay[]> = {};
  for (const { id } of accounts) history[id] = await storedHistory(store, id);
  return renderPage(report, {
    language,
    focus,
    history,
    page,
    frameworks: requirements.map(({ framework, clause, deciding }) => ({
      framework: frameworkName(framework, language),
      clause,
      deciding,
    })),
    checks: pageChecks(config),
    appendix: accounts.flatMap((account) => readingsOf(account, language)),
    links: links ?? null,
  });
}

function pageChecks(config: Config): PageCheck[] {
  const jobs = jobsOf(config);
  return [...checks.filter(({ job }) => jobs.includes(job)), jobFreshness].map(({ id }) => ({
    id,
    isOff: config.policy.severity[id] === 'off',
  }));
}

function readingsOf({ id, results, memory }: AccountResult, language: Language): PageReading[] {
  return ALL_JOBS.flatMap((job) => {
    const result = results.find((told) => told.job === job);
    const head = memory?.evidence[job] ?? null;
    if (!result && !head) return [];
    return {
      account: id,
      job,
      startedAt: result?.startedAt ?? '',
      finishedAt: result?.finishedAt ?? '',
      complete: result?.complete ?? false,
      gaps: result ? gapsOf(result, language) : [],
      evidence: head && { run: head.run, sha256: head.sha256 },
    };
  });
}

/** A thing that could not be read is one finding of its own. */
function gapsOf({ findings }: JobResult, language: Language): string[] {
  return findings
    .filter(({ check }) => check === UNREADABLE)
    .map(({ resource, summary, evidence }) => {
      const say = speak(language);
      const name = resource.name || resource.id;
      const isPlaced = resource.region !== '' && resource.type !== 'region';
      const label = isPlaced ? say('{name} ({place})', { name, place: resource.region }) : name;
      return say('{label}: ', { label }) + render(summary, evidence, language);
    });
}
