import { reaches } from '../../model/finding.ts';
import type { ReportFinding } from '../../model/report.ts';
import { count } from '../../text/render.ts';
import type { Say } from '../../text/say.ts';
import { printable } from '../../text/width.ts';
import { isAccepted } from '../is-accepted.ts';
import { Facts } from './finding-facts.tsx';
import type { FindingKind, Page } from './page.ts';
import { Remedy } from './remedy.tsx';
import { Chip, Icon, WeightChip } from './symbols.tsx';

/** Everything that is open, worst first, by check. */
export function Findings({ page }: { page: Page }) {
  const { say, kinds } = page;
  const isLoud = ({ status, severity }: FindingKind) => status === 'fail' && reaches(severity, 'high');
  const loud = kinds.filter(isLoud);
  const quiet = kinds.filter((kind) => !isLoud(kind));
  return (
    <section id="findings" class="findings" aria-labelledby="h-findings">
      <h2 id="h-findings">{say('Findings')}</h2>
      {kinds.length === 0 ? (
        <p class="empty">
          <Icon shape="pass" /> {say('No findings.')}
        </p>
      ) : null}
      <div class="kinds">
        {loud.map((kind) => (
          <Kind kind={kind} page={page} />
        ))}
      </div>
      {quiet.length === 0 ? null : (
        <details class="fold quiet" open={loud.length === 0}>
          <summary>
            {say('{n} more {n:kind|kinds} of findings, of lesser severity or not verified', {
              n: quiet.length,
            })}
          </summary>
          <div class="kinds">
            {quiet.map((kind) => (
              <Kind kind={kind} page={page} />
            ))}
          </div>
        </details>
      )}
    </section>
  );
}

function Kind({ kind, page }: { kind: FindingKind; page: Page }) {
  const { say, view } = page;
  const explained = kind.shown.filter(({ mutedBy }) => mutedBy !== null);
  const causes = kind.shown.filter(({ mutedBy }) => mutedBy === null);
  const frameworks = view.frameworks.filter(({ deciding }) => deciding.includes(kind.check));
  return (
    <details class="kind">
      <summary>
        <WeightChip status={kind.status} severity={kind.severity} say={say} />
        <h3>
          <small>{say('Expected:')} </small>
          {kind.title}
        </h3>
        <b class="n">{count(kind.shown.length + kind.more)}</b>
        <code>{kind.check}</code>
      </summary>
      {causes.map((finding) => (
        <Finding finding={finding} page={page} />
      ))}
      {explained.length === 0 ? null : (
        <details class="fold">
          <summary>
            {say('{n} caused by {n:another finding|other findings}', { n: explained.length })}
          </summary>
          {explained.map((finding) => (
            <Finding finding={finding} page={page} />
          ))}
        </details>
      )}
      {kind.more > 0 ? <p class="note">{say('and {n} more', { n: kind.more })}</p> : null}
      {frameworks.length > 0 ? (
        <details class="fold frameworks">
          <summary>{say('Decides')}</summary>
          <p>{clausesOf(frameworks, say)}</p>
        </details>
      ) : null}
    </details>
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
