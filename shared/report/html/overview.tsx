import { printable } from '../../text/width.ts';
import { AtRisk } from './at-risk.tsx';
import { Coverage, Freshness, Severities } from './overview-cards.tsx';
import type { Page } from './page.ts';
import { Icon } from './symbols.tsx';
import { Trend } from './trend-charts.tsx';

/** So many gaps are told at the top; the appendix tells all. */
const NAMED = 8;

/** The answer: how many clusters are at risk, which, why, and whether anything was not seen. */
export function Overview({ page }: { page: Page }) {
  const { say } = page;
  return (
    <section id="overview" aria-labelledby="answer">
      <div class="answer">
        <h1 id="answer">{answer(page)}</h1>
        <p class="lead">{rest(page)}</p>
      </div>
      <Completeness page={page} />
      <div class="grid">
        <Coverage page={page} />
        <Severities page={page} />
        <Freshness page={page} />
      </div>
      <AtRisk page={page} />
      <div class="card">
        <h2>{say('The last 90 days')}</h2>
        <Trend page={page} />
      </div>
    </section>
  );
}

function answer({ inScope, verdicts, report, say }: Page): string {
  const count = inScope.length;
  if (count === 0) {
    return report.complete ? say('No Pro cluster is in scope.') : say('Nothing is known of any cluster.');
  }
  if (verdicts.fail > 0) return say('{n} of {count} Pro clusters are at risk.', { n: verdicts.fail, count });
  if (verdicts.unknown > 0) {
    return say('{n} of {count} Pro clusters could not be judged.', { n: verdicts.unknown, count });
  }
  if (verdicts.pending > 0) {
    return say('{n} of {count} Pro clusters are changing.', { n: verdicts.pending, count });
  }
  return say('All {count} Pro clusters are sealed and sound.', { count });
}

/** What the answer does not say yet. */
function rest({ verdicts, inScope, say }: Page): string {
  const { fail, unknown, pending, pass } = verdicts;
  if (inScope.length === 0 || pass === inScope.length) return '';
  const parts = [say('{n} sealed and sound', { n: pass })];
  if (unknown > 0 && fail > 0) parts.push(say('{n} unknown', { n: unknown }));
  if (pending > 0 && fail + unknown > 0) parts.push(say('{n} changing', { n: pending }));
  return parts.join(' · ');
}

function Completeness({ page }: { page: Page }) {
  const { report, view, say } = page;
  if (report.complete)
    return (
      <p class="banner pass">
        <Icon shape="pass" />
        <span>{say('The report is complete: everything that it wanted to read was read.')}</span>
      </p>
    );
  const gaps = [...new Set(view.appendix.flatMap((reading) => reading.gaps))];
  return (
    <div class="banner unknown">
      <Icon shape="unknown" />
      <div>
        <p>
          <strong>{say('The report is incomplete: what follows could not be read.')}</strong>
        </p>
        <ul>
          {troubles(page).map((text) => (
            <li>{text}</li>
          ))}
          {gaps.slice(0, NAMED).map((gap) => (
            <li>{printable(gap)}</li>
          ))}
        </ul>
        {gaps.length > NAMED ? (
          <p>
            <a href="#appendix">{say('and {n} more', { n: gaps.length - NAMED })}</a>
          </p>
        ) : null}
      </div>
    </div>
  );
}

function troubles({ report, say, accountName }: Page): string[] {
  return report.accounts.flatMap(({ id, jobs }) =>
    Object.entries(jobs).flatMap(([job, { trouble, finishedAt }]) => {
      if (!trouble) return [];
      const facts = { job, at: trouble.at, message: printable(trouble.message) };
      const text =
        finishedAt === ''
          ? say('Nothing is known from {job}: {message}', facts)
          : say('The last attempt of {job} failed on {at}: {message}', facts);
      return report.accounts.length > 1 ? `${accountName(id)}: ${text}` : text;
    }),
  );
}
