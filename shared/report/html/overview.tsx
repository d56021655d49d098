import { printable } from '../../text/width.ts';
import { channelSentences, headline, listSentences } from '../answer.ts';
import { Coverage, Severities } from './overview-cards.tsx';
import type { Page } from './page.ts';
import { Icon } from './symbols.tsx';
import { Ago } from './when.tsx';

/** So many gaps are told at the top; the appendix tells all. */
const NAMED = 8;

/** The answer: how many clusters are at risk, which, why, and whether anything was not seen. */
export function Overview({ page }: { page: Page }) {
  return (
    <section id="overview" aria-labelledby="answer">
      <div class="answer">
        <h1 id="answer">{answer(page)}</h1>
        <p class="lead">{rest(page)}</p>
        <Checked page={page} />
      </div>
      <Completeness page={page} />
      <Channels page={page} />
      <div class="grid">
        <Coverage page={page} />
        <Severities page={page} />
      </div>
    </section>
  );
}

/** How old the oldest of what is told here is. */
function Checked({ page }: { page: Page }) {
  const { say, report } = page;
  const [oldest] = report.accounts
    .flatMap(({ jobs }) => Object.values(jobs).map(({ finishedAt }) => finishedAt))
    .filter((at) => at !== '')
    .sort();
  if (oldest === undefined) return null;
  return (
    <p class="note">
      {say('Last checked')} <Ago at={oldest} page={page} />
    </p>
  );
}

function answer({ report, say }: Page): string {
  const { fail, unknown, pending } = report.summary.verdicts;
  const count = report.summary.clusters.inScope;
  if (fail > 0) return say('{n} of {count} Pro clusters {n:is|are} at risk.', { n: fail, count });
  if (unknown > 0) return say('{n} of {count} Pro clusters could not be verified.', { n: unknown, count });
  if (pending > 0) return say('{n} of {count} Pro clusters {n:is|are} changing.', { n: pending, count });
  return headline(report, say);
}

/** What the answer does not say yet. */
function rest({ report, say }: Page): string {
  const { fail, unknown, pending, pass } = report.summary.verdicts;
  if (fail + unknown + pending === 0) return '';
  const parts = [say('{n} healthy', { n: pass })];
  if (unknown > 0 && fail > 0) parts.push(say('{n} unknown', { n: unknown }));
  if (pending > 0 && fail + unknown > 0) parts.push(say('{n} changing', { n: pending }));
  return parts.join(' · ');
}

function Completeness({ page }: { page: Page }) {
  const { report, view, say } = page;
  if (report.complete) return <Complete page={page} />;
  const gaps = [...new Set(view.appendix.flatMap((reading) => reading.gaps))];
  const named = [...listSentences(report, say), ...troubles(page)];
  const sentences = named.length + gaps.length > 0 ? named : partialJobs(page);
  return (
    <div class="banner unknown">
      <Icon shape="unknown" />
      <div>
        <p>
          <strong>{say('The report is incomplete: the following could not be read.')}</strong>
        </p>
        <ul>
          {sentences.map((text) => (
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

/** Whom messages do not reach, although the audit itself is whole. */
function Channels({ page: { report, say } }: { page: Page }) {
  return channelSentences(report, say).map((text) => (
    <p class="banner unknown">
      <Icon shape="unknown" />
      <span>{text}</span>
    </p>
  ));
}

/** Everything that an audit needs was read; what optional rights would tell may still be unknown. */
function Complete({ page: { report, say } }: { page: Page }) {
  const { verdicts, findings } = report.summary;
  const unknown = verdicts.unknown + findings.unknown;
  return (
    <p class={`banner ${unknown === 0 ? 'pass' : 'unknown'}`}>
      <Icon shape={unknown === 0 ? 'pass' : 'unknown'} />
      <span>
        {unknown === 0
          ? say('All checks ran.')
          : say(
              'Not verified: {clusters} {clusters:cluster|clusters}, {findings} {findings:finding|findings}.',
              {
                clusters: verdicts.unknown,
                findings: findings.unknown,
              },
            )}
      </span>
    </p>
  );
}

/** Where nothing tells what a job could not read, at least which job that was. */
function partialJobs({ report, say }: Page): string[] {
  const jobs = report.accounts.flatMap((account) =>
    Object.entries(account.jobs).flatMap(([job, { complete }]) => (complete ? [] : [job])),
  );
  return [...new Set(jobs)].map((job) =>
    say('The last run of job {job} could not read everything: see the findings that are not verified.', {
      job,
    }),
  );
}

function troubles({ report, say, accountName }: Page): string[] {
  return report.accounts.flatMap(({ id, jobs }) =>
    Object.entries(jobs).flatMap(([job, { trouble, finishedAt }]) => {
      if (!trouble) return [];
      const facts = { job, at: trouble.at, message: printable(trouble.message) };
      const text =
        finishedAt === ''
          ? say('No result from job {job}: {message}', facts)
          : say('The last run of job {job} failed on {at}: {message}', facts);
      return report.accounts.length > 1 ? say('{label}: ', { label: accountName(id) }) + text : text;
    }),
  );
}
