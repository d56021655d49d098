import { SEVERITIES } from '../model/finding.ts';
import type { Left } from '../model/notice.ts';
import type { Say } from '../text/say.ts';

/** `More in the report: high 10, medium 11`; empty when nothing was left out. */
export function leftLine(left: Left, say: Say): string {
  const list = SEVERITIES.filter((severity) => (left[severity] ?? 0) > 0).map(
    (severity) => `${say(severity)} ${left[severity]}`,
  );
  return list.length === 0 ? '' : say('More in the report: {list}', { list });
}
