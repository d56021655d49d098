import { acceptanceLines } from '../../config/acceptance-lines.ts';
import type { ReportFinding } from '../../model/report.ts';
import { actorWords } from '../../text/change-words.ts';
import { render } from '../../text/render.ts';
import { printable, printableLines } from '../../text/width.ts';
import { type Page, rowId } from './page.ts';
import { When } from './when.tsx';

/** So many clusters are named for each finding. */
const NAMED = 4;

export function Facts({ finding, page }: { finding: ReportFinding; page: Page }) {
  const { say, report, view } = page;
  const { resource, status, firstSeen, lastSeen, actor, mutedBy, missingPermission, fingerprint } = finding;
  const muting =
    mutedBy === null ? undefined : report.findings.find((other) => other.fingerprint === mutedBy);
  const mutingHref = muting ? page.hrefOf(muting) : null;
  return (
    <dl class="facts">
      {report.accounts.length > 1 ? (
        <Fact name={say('Account')}>
          <bdi>{page.accountName(resource.account)}</bdi>
        </Fact>
      ) : null}
      {resource.name === '' || resource.name === resource.id ? null : (
        <Fact name={say('ID')}>
          <code>{printable(resource.id)}</code>
        </Fact>
      )}
      <Fact name={say('Since')}>
        <When at={firstSeen} />
        {status === 'unknown' && lastSeen !== firstSeen && lastSeen !== '' ? (
          <>
            {' '}
            · {say('last seen')} <When at={lastSeen} />
          </>
        ) : null}
      </Fact>
      {actor ? (
        <Fact name={say('By')}>
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
      <AcknowledgedFact finding={finding} page={page} />
      <PasteFact finding={finding} page={page} />
      {muting ? null : (
        <Fact name={say('Evidence')}>
          <EvidenceList finding={finding} page={page} />
        </Fact>
      )}
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
            <a href={`#${rowId({ id })}`}>
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

function AcknowledgedFact({ finding, page: { say } }: { finding: ReportFinding; page: Page }) {
  if (!finding.acknowledged) return null;
  const { by, until } = finding.acknowledged;
  return (
    <Fact name={say('Acknowledged')}>
      <bdi>{printable(by)}</bdi> ·{' '}
      {until === null ? (
        say('in the configuration')
      ) : (
        <>
          {say('until')} <When at={until} />
        </>
      )}
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

/** Lines for the configuration, where nobody looks at anything else. */
function PasteFact({ finding, page: { say, report } }: { finding: ReportFinding; page: Page }) {
  const isAlone = report.findings.length === 1;
  if (!isAlone || finding.status !== 'fail') return null;
  const { acknowledge, waive } = acceptanceLines([finding], new Date(report.generatedAt));
  return (
    <Fact name={say('Lines for the configuration')}>
      <pre>{printableLines(`${acknowledge}\n${waive}`)}</pre>
    </Fact>
  );
}

/** A fact this long that stands in the sentence above is not repeated; short ones would be found there by chance. */
const SAID_LENGTH = 8;

function EvidenceList({ finding, page }: { finding: ReportFinding; page: Page }) {
  const { evidence, summary } = finding;
  const { id } = finding.resource;
  const isSaid = (name: string, text: string): boolean =>
    (name === 'arn' && text.endsWith(`/${id}`)) || (text.length >= SAID_LENGTH && summary.includes(text));
  const entries = Object.entries(evidence)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => [name, render('{value}', { value }, page.view.language)] as const)
    .filter(([name, text]) => !isSaid(name, text));
  if (entries.length === 0) return '–';
  return (
    <ul class="evidence">
      {entries.map(([name, text]) => (
        <li>
          <span>{printable(name)}</span> <code>{printable(text)}</code>
        </li>
      ))}
    </ul>
  );
}
