import type { ReportJob } from '../../model/report.ts';
import { printable } from '../../text/width.ts';
import { AreaChart, BarChart, Ring } from './charts.tsx';
import { type Page, rowId } from './page.ts';
import { Icon, type Shape } from './symbols.tsx';
import { type TrendDay, trendOf } from './trend.ts';
import { Ago, When } from './when.tsx';

/** So many clusters at risk are named at the top; the table names all. */
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

function Coverage({ page }: { page: Page }) {
  const { report, say } = page;
  const { inScope, encrypted, notEncrypted, unknown, pending } = report.summary.clusters;
  const share = inScope === 0 ? '–' : `${Math.floor((encrypted / inScope) * 100)}%`;
  const rows = [
    ['pass', encrypted, say('encrypted')],
    ['fail', notEncrypted, say('not-encrypted')],
    ['pending', pending, say('changing')],
    ['unknown', unknown, say('unknown')],
  ] as const;
  const label = rows.map(([, count, word]) => `${word} ${count}`).join(', ');
  return (
    <div class="card coverage">
      <h2>{say('Secrets sealed at rest')}</h2>
      <div class="ringbox">
        <Ring
          slices={rows.map(([tone, count]) => ({ tone, count }))}
          value={share}
          unit={say('encrypted')}
          label={label}
        />
        <ul class="legend">
          {rows.map(([tone, count, word]) => (
            <li class={count === 0 ? 'zero' : tone}>
              <Icon shape={tone} />
              <span>{word}</span>
              <b>{count}</b>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Severities({ page }: { page: Page }) {
  const { say, report } = page;
  const { waived, ...counts } = report.summary.findings;
  const shapes: readonly (keyof typeof counts)[] = ['critical', 'high', 'medium', 'low', 'info', 'unknown'];
  const top = Math.max(1, ...Object.values(counts));
  return (
    <div class="card">
      <h2>{say('Open findings')}</h2>
      <table class="counts">
        <tbody>
          {shapes.map((shape) => (
            <tr class={counts[shape] === 0 ? 'zero' : shape}>
              <th scope="row">
                <Icon shape={shape} />
                {shape === 'unknown' ? say('could not be judged') : say(shape)}
              </th>
              <td class="bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={Math.round((counts[shape] / top) * 100)} height="8" />
                </svg>
              </td>
              <td class="num">{counts[shape]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {waived > 0 ? <p class="note">{say('{n} more are accepted by a waiver.', { n: waived })}</p> : null}
    </div>
  );
}

function Freshness({ page }: { page: Page }) {
  const { report, say, accountName } = page;
  const many = report.accounts.length > 1;
  const jobs = report.accounts.flatMap(({ id, jobs }) =>
    Object.entries(jobs).map(([name, job]) => ({ id, name, job })),
  );
  const told = many
    ? [...jobs].sort((a, b) => (a.job.finishedAt < b.job.finishedAt ? -1 : 1)).slice(0, 6)
    : jobs;
  return (
    <div class="card">
      <h2>{say('How fresh it is')}</h2>
      <dl class="fresh">
        {told.map(({ id, name, job }) => (
          <div>
            <dt>
              {many ? `${accountName(id)} ` : ''}
              {name}
            </dt>
            <dd>
              <JobState job={job} page={page} />
            </dd>
          </div>
        ))}
      </dl>
      <p class="note">
        {say('Written')} <When at={report.generatedAt} />
      </p>
    </div>
  );
}

function JobState({ job, page }: { job: ReportJob; page: Page }) {
  const { say } = page;
  const shape: Shape = job.trouble ? 'high' : job.complete ? 'pass' : 'unknown';
  const word = job.trouble ? say('failed') : job.complete ? say('complete') : say('incomplete');
  return (
    <>
      <span class={`state ${shape}`}>
        <Icon shape={shape} />
        {word}
      </span>
      {job.finishedAt === '' ? <span>{say('never')}</span> : <Ago at={job.finishedAt} page={page} />}
    </>
  );
}

/** Which clusters, and why: the first thing that somebody on call needs. */
function AtRisk({ page }: { page: Page }) {
  const { say, rows, findingsOf, verdicts, hrefOf } = page;
  const failing = rows.filter(({ verdict }) => verdict === 'fail').slice(0, NAMED);
  if (failing.length === 0) return null;
  const more = verdicts.fail - failing.length;
  return (
    <div class="card risk">
      <h2>{say('Clusters at risk, and why')}</h2>
      <ul>
        {failing.map((cluster) => {
          const finding = findingsOf(cluster).find(({ status }) => status === 'fail');
          const href = finding ? hrefOf(finding) : null;
          return (
            <li class={finding?.severity ?? 'high'}>
              <Icon shape={finding?.severity ?? 'high'} />
              <a href={`#${rowId(cluster)}`}>
                <bdi>{page.clusterName(cluster.account, cluster.id)}</bdi>
              </a>
              <span class="where">{printable(cluster.region)}</span>
              <span class="why">
                {finding ? printable(finding.summary) : ''}{' '}
                {href ? <a href={href}>{say('What to do')}</a> : null}
              </span>
            </li>
          );
        })}
      </ul>
      {more > 0 ? (
        <p class="note">
          <a href="#clusters">{say('and {n} more', { n: more })}</a>
        </p>
      ) : null}
    </div>
  );
}

function Trend({ page }: { page: Page }) {
  const { say } = page;
  const days = trendOf(page);
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return <p class="note">{say('There is no history yet.')}</p>;
  const coverage = say('Encrypted: {from} on {start}, {to} on {end}.', {
    from: shareOf(first),
    start: first.date,
    to: shareOf(last),
    end: last.date,
  });
  const failing = say('Findings of high severity or worse: {from} on {start}, {to} on {end}.', {
    from: first.failing,
    start: first.date,
    to: last.failing,
    end: last.date,
  });
  return (
    <div class="trend">
      <figure>
        <figcaption>{coverage}</figcaption>
        <AreaChart
          points={days.map((day) => ({
            date: day.date,
            value: day.inScope === 0 ? 0 : (day.encrypted / day.inScope) * 100,
          }))}
          least={100}
          label={coverage}
          format={(value) => `${value}%`}
        />
      </figure>
      <figure class="bad">
        <figcaption>{failing}</figcaption>
        <BarChart
          points={days.map(({ date, failing: value }) => ({ date, value }))}
          least={4}
          label={failing}
          format={String}
        />
      </figure>
    </div>
  );
}

function shareOf({ inScope, encrypted }: TrendDay): string {
  return `${encrypted}/${inScope}`;
}
