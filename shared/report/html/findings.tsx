import type { Json } from '../../model/finding.ts';
import type { ReportFinding } from '../../model/report.ts';
import { actorWords } from '../../text/change-words.ts';
import { printable } from '../../text/width.ts';
import { type FindingKind, isAccepted, type Page, rowId } from './page.ts';
import { Chip, Icon, WeightChip } from './symbols.tsx';
import { terraformFor } from './terraform.ts';
import { When } from './when.tsx';

const FILTERS = ['all', 'critical', 'high', 'medium', 'low', 'unknown'] as const;
/** So many clusters are named for each finding. */
const NAMED = 12;

/** Everything that is open, worst first, by check. */
export function Findings({ page }: { page: Page }) {
  const { say, kinds } = page;
  const words = {
    all: say('all'),
    critical: say('critical'),
    high: say('high'),
    medium: say('medium'),
    low: say('low and info'),
    unknown: say('could not be judged'),
  };
  return (
    <section id="findings" class="findings" aria-labelledby="h-findings">
      <h2 id="h-findings">{say('Findings')}</h2>
      {kinds.length === 0 ? (
        <p class="empty">
          <Icon shape="pass" /> {say('No findings.')}
        </p>
      ) : (
        <fieldset class="filter">
          <legend>{say('Show')}</legend>
          {FILTERS.map((filter) => (
            <label>
              <input type="radio" name="severity" id={`s-${filter}`} checked={filter === 'all'} />
              <span>{words[filter]}</span>
            </label>
          ))}
        </fieldset>
      )}
      {kinds.map((kind) => (
        <Kind kind={kind} page={page} />
      ))}
    </section>
  );
}

function toneOf({ status, severity }: FindingKind): string {
  if (status !== 'fail') return 'unknown';
  return severity === 'info' ? 'low' : severity;
}

function Kind({ kind, page }: { kind: FindingKind; page: Page }) {
  const { say, view } = page;
  const frameworks = view.frameworks.filter(({ checks }) => checks.includes(kind.check));
  return (
    <article class={`kind s-${toneOf(kind)}`}>
      <header>
        <WeightChip status={kind.status} severity={kind.severity} say={say} />
        <h3>{kind.title}</h3>
        <code>{kind.check}</code>
      </header>
      {kind.shown.map((finding) => (
        <Finding finding={finding} page={page} />
      ))}
      {kind.more > 0 ? <p class="note">{say('and {n} more', { n: kind.more })}</p> : null}
      {frameworks.length > 0 ? (
        <p class="frameworks">
          <span>{say('Evidence for')}</span>
          {frameworks.map(({ id, framework, clause }) => (
            <a href={`#r-${encodeURIComponent(id)}`}>
              {framework} {clause}
            </a>
          ))}
        </p>
      ) : null}
    </article>
  );
}

function Finding({ finding, page }: { finding: ReportFinding; page: Page }) {
  const { say } = page;
  const { resource, summary, fingerprint, mutedBy, status } = finding;
  const name = printable(resource.name || resource.id);
  const accepted = isAccepted(finding);
  return (
    <details class="finding">
      <summary>
        <span class="what">
          <bdi class="name">{name}</bdi>
          {resource.region !== '' && resource.type !== 'region' ? (
            <span class="where">{printable(resource.region)}</span>
          ) : null}
        </span>
        <span class="said">{printable(summary)}</span>
        {accepted ? <Chip tone="info" text={say('waived')} /> : null}
        {mutedBy === null ? null : <Chip tone="info" text={say('explained by another')} />}
      </summary>
      <div class="body" id={`f-${fingerprint}`}>
        <Facts finding={finding} page={page} />
        {status === 'pending' ? null : <Remedy finding={finding} page={page} />}
      </div>
    </details>
  );
}

function Facts({ finding, page }: { finding: ReportFinding; page: Page }) {
  const { say, report, view } = page;
  const { resource, firstSeen, lastSeen, actor, mutedBy, missingPermission, evidence, fingerprint } = finding;
  const muting =
    mutedBy === null ? undefined : report.findings.find((other) => other.fingerprint === mutedBy);
  const mutingHref = muting ? page.hrefOf(muting) : null;
  return (
    <dl class="facts">
      <Fact name={say('Resource')}>
        {resource.type} <code>{printable(resource.id)}</code>
        {resource.region === '' ? '' : `, ${printable(resource.region)}`}
        {report.accounts.length > 1 ? (
          <>
            , <bdi>{page.accountName(resource.account)}</bdi>
          </>
        ) : null}
      </Fact>
      <Fact name={say('Since')}>
        <When at={firstSeen} />
        {lastSeen !== firstSeen && lastSeen !== '' ? (
          <>
            {' '}
            · {say('last seen')} <When at={lastSeen} />
          </>
        ) : null}
      </Fact>
      {actor ? (
        <Fact name={say('Who')}>
          <bdi>{printable(actorWords(actor, say))}</bdi>
        </Fact>
      ) : null}
      <AffectedClusters finding={finding} page={page} />
      {missingPermission === null ? null : (
        <Fact name={say('Missing permission')}>
          <code>{printable(missingPermission)}</code>
        </Fact>
      )}
      {muting ? (
        <Fact name={say('Explained by')}>
          {mutingHref ? <a href={mutingHref}>{muting.title}</a> : muting.title}
        </Fact>
      ) : null}
      <WaiverFact finding={finding} page={page} />
      <Fact name={say('Evidence')}>
        <EvidenceList evidence={evidence} />
      </Fact>
      {view.links ? (
        <Fact name={say('Link')}>
          <a href={view.links.finding(fingerprint)}>{fingerprint}</a>
        </Fact>
      ) : null}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children?: unknown }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function AffectedClusters({ finding: { clusters, resource }, page }: { finding: ReportFinding; page: Page }) {
  if (clusters.length === 0 || resource.type === 'cluster') return null;
  const { account } = resource;
  const more = clusters.length - NAMED;
  return (
    <Fact name={page.say('Clusters')}>
      <span class="names">
        {clusters.slice(0, NAMED).map((id) =>
          page.hasRow(account, id) ? (
            <a href={`#${rowId({ account, id })}`}>
              <bdi>{page.clusterName(account, id)}</bdi>
            </a>
          ) : (
            <bdi>{page.clusterName(account, id)}</bdi>
          ),
        )}
        {more > 0 ? <span>{page.say('and {n} more', { n: more })}</span> : null}
      </span>
    </Fact>
  );
}

function WaiverFact({ finding: { waiver }, page: { say } }: { finding: ReportFinding; page: Page }) {
  if (!waiver) return null;
  const { until } = waiver;
  const facts = { until, owner: printable(waiver.owner), reason: printable(waiver.reason) };
  const text = waiver.expired
    ? say('the waiver of {owner} expired on {until}', facts)
    : say('accepted until {until} by {owner}: {reason}', facts);
  return <Fact name={say('Waiver')}>{text}</Fact>;
}

function EvidenceList({ evidence }: { evidence: ReportFinding['evidence'] }) {
  const entries = Object.entries(evidence).filter(([, value]) => value !== null && value !== '');
  if (entries.length === 0) return '–';
  return (
    <ul class="evidence">
      {entries.map(([name, value]) => (
        <li>
          <span>{printable(name)}</span> <code>{printable(plain(value))}</code>
        </li>
      ))}
    </ul>
  );
}

function plain(value: Json): string {
  if (Array.isArray(value)) return value.map(plain).join(', ');
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function Remedy({ finding, page: { say } }: { finding: ReportFinding; page: Page }) {
  const { text, command, url } = finding.remedy;
  const terraform = terraformFor(finding);
  return (
    <div class="remedy">
      <h4>{say('What to do')}</h4>
      <p>{printable(text)}</p>
      {command === '' ? null : (
        <pre>
          <code>{visible(command)}</code>
        </pre>
      )}
      {terraform === '' ? null : (
        <details class="tf">
          <summary>Terraform</summary>
          <pre>
            <code>{terraform}</code>
          </pre>
        </details>
      )}
      {url.startsWith('https://') ? (
        <p>
          <a href={url} rel="noreferrer">
            {say('Open the console')}
          </a>
        </p>
      ) : null}
    </div>
  );
}

/** Commands keep their line breaks. */
function visible(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
