import { jobFreshness } from '../alerts/job-freshness.ts';
import { requirements } from '../checks/frameworks.ts';
import { checks } from '../checks/index.ts';
import type { CheckInfo } from '../model/check-info.ts';
import { type Language, render } from '../text/render.ts';

/** Every check explained, in the order of the chain; last the one that alerts own. */
export function describeChecks(language: Language): CheckInfo[] {
  const say = (text: string) => render(text, {}, language);
  return [...checks, jobFreshness].map(
    ({ id, title, severity, job, resource, why, judged, remedy, command = '' }) => ({
      id,
      title: say(title),
      severity,
      job,
      resource,
      why: say(why),
      judged: say(judged),
      remedy: say(remedy),
      command,
      frameworks: requirements
        .filter((requirement) => requirement.checks.includes(id))
        .map(({ id: requirement, framework, clause, asks, asksZh }) => ({
          id: requirement,
          framework,
          clause,
          asks: language === 'zh' ? asksZh : asks,
        })),
    }),
  );
}

export function describeCheck(id: string, language: Language): CheckInfo | undefined {
  return describeChecks(language).find((check) => check.id === id);
}
