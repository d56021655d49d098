import type { Report } from '../../model/report.ts';
import type { Say } from '../../text/say.ts';
import { wrap } from '../../text/width.ts';
import type { Paint } from './paint.ts';

/** One entry per framework: `CIS ACK 1.0: 6.2.1 20 of 26`; the page names those that do not meet a clause. */
export function complianceList({ compliance }: Report, width: number, say: Say, paint: Paint): string[] {
  if (compliance.length === 0) return [];
  const names = [...new Set(compliance.map(({ framework }) => framework))];
  const lines = names.flatMap((name) => {
    const clauses = compliance
      .filter(({ framework, counts }) => framework === name && counts.population > 0)
      .map(({ clause, counts: { met, population } }) =>
        say('{clause} {n} of {count}', { clause, n: met, count: population }),
      );
    if (clauses.length === 0) return [];
    const [first = '', ...more] = wrap(
      `${say('{label}: ', { label: name })}${clauses.join(' · ')}`,
      width - 6,
    );
    return [`  ${first}`, ...more.map((line) => `      ${line}`)];
  });
  return lines.length === 0
    ? []
    : ['', `  ${paint('bold', say('Compliance: how many meet a clause'))}`, ...lines];
}
