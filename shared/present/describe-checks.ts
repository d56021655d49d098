import { jobFreshness } from '../alerts/job-freshness.ts';
import { frameworkName, requirements } from '../checks/frameworks.ts';
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
      frameworks: requirements.flatMap((requirement) => {
        const decides = requirement.deciding.includes(id);
        if (!decides && !requirement.supporting.includes(id)) return [];
        const { clause, asks, asksZh } = requirement;
        const framework = frameworkName(requirement.framework, language);
        return { id: requirement.id, framework, clause, asks: language === 'zh' ? asksZh : asks, decides };
      }),
    }),
  );
}

export function describeCheck(id: string, language: Language): CheckInfo | undefined {
  return describeChecks(language).find((check) => check.id === id);
}
