import { terraformFor } from '../../checks/catalogue.ts';
import { isLook } from '../../model/finding.ts';
import type { ReportFinding } from '../../model/report.ts';
import type { Say } from '../../text/say.ts';
import { printable, printableLines } from '../../text/width.ts';
import { isAccepted } from '../is-accepted.ts';
import { Facts } from './finding-facts.tsx';
import type { FindingKind, Page } from './page.ts';
import { Chip, Icon, WeightChip } from './symbols.tsx';

const FILTERS = ['all', 'critical', 'high', 'medium', 'low', 'unknown'] as const;

/** Everything that is open, worst first, by check. */
export function Findings({ page }: { page: Page }) {
  const { say, kinds } = page;
  const words = {
    all: say('all'),
    critical: say('critical'),
    high: say('high'),
    medium: say('medium'),
    low: say('low and info'),
    unknown: say('not verified'),
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
  const frameworks = view.frameworks.filter(({ deciding }) => deciding.includes(kind.check));
  return (
    <article class={`kind s-${toneOf(kind)}`}>
      <header>
        <WeightChip status={kind.status} severity={kind.severity} say={say} />
        <h3>
          <small>{say('Expected:')} </small>
          {kind.title}
        </h3>
        <code>{kind.check}</code>
      </header>
      {kind.shown.map((finding) => (
        <Finding finding={finding} page={page} />
      ))}
      {kind.more > 0 ? <p class="note">{say('and {n} more', { n: kind.more })}</p> : null}
      {frameworks.length > 0 ? (
        <p class="frameworks">
          {say('Decides')} {clausesOf(frameworks, say)}
        </p>
      ) : null}
    </article>
  );
}

/** `PCI DSS 4.0 3.5, 3.7 · SOC 2 CC6.1`: each framework once. */
function clausesOf(requirements: readonly { framework: string; clause: string }[], say: Say): string {
  const clauses = new Map<string, string[]>();
  for (const { framework, clause } of requirements)
    clauses.set(framework, [...(clauses.get(framework) ?? []), clause]);
  return [...clauses].map(([framework, list]) => `${framework} ${say('{list}', { list })}`).join(' · ');
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
          <bdi>{name}</bdi>
          <span class="where">{whereOf(finding, page)}</span>
        </span>
        <span class="said">{printable(summary)}</span>
        {accepted ? <Chip tone="info" text={say('waived')} /> : null}
        {mutedBy === null ? null : <Chip tone="info" text={say('caused by another finding')} />}
      </summary>
      <div class="body" id={`f-${fingerprint}`}>
        <Facts finding={finding} page={page} />
        {status === 'pending' || mutedBy !== null ? null : <Remedy finding={finding} page={page} />}
      </div>
    </details>
  );
}

/** What kind of thing it is, and where. */
function whereOf({ resource: { type, region } }: ReportFinding, { say }: Page): string {
  const kind = say(type);
  return region === '' || type === 'region' ? kind : `${kind} · ${printable(region)}`;
}

function Remedy({ finding, page: { say } }: { finding: ReportFinding; page: Page }) {
  const { text, command, url } = finding.remedy;
  const terraform = terraformFor(finding);
  return (
    <div class="remedy">
      <h4>{say('What to do')}</h4>
      <p>{printable(text)}</p>
      {isLook(command) ? <p class="note">{say('Check first')}</p> : null}
      {command === '' ? null : (
        <pre>
          <code>{printableLines(command)}</code>
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
          <a href={url}>{say('Open the console')}</a>
        </p>
      ) : null}
    </div>
  );
}
