import { isAccepted } from '../is-accepted.ts';
import type { Page } from './page.ts';
import type { PageCheck, PageRequirement } from './page-view.ts';
import { Chip, type Shape } from './symbols.tsx';

/** `none`: nothing was there to be judged, so there is no evidence either way. */
type Standing = 'failing' | 'unknown' | 'met' | 'none';

interface CheckCount {
  check: PageCheck;
  failing: number;
  accepted: number;
  unknown: number;
}

const SHAPES: Readonly<Record<Standing, Shape>> = {
  failing: 'fail',
  unknown: 'unknown',
  met: 'pass',
  none: 'info',
};

/** Per framework, which requirement is met, and by which evidence. */
export function Compliance({ page }: { page: Page }) {
  const { say, view } = page;
  const counts = countsOf(page);
  const names = [...new Set(view.frameworks.map(({ framework }) => framework))];
  return (
    <section id="compliance" aria-labelledby="h-compliance">
      <h2 id="h-compliance">{say('Compliance')}</h2>
      <p class="note">
        {say(
          'A requirement is met when all checks behind it ran and passed. This is evidence for an auditor, not a certificate.',
        )}
      </p>
      <div class="frames">
        {names.map((name) => (
          <Framework
            name={name}
            requirements={view.frameworks.filter(({ framework }) => framework === name)}
            counts={counts}
            page={page}
          />
        ))}
      </div>
    </section>
  );
}

function Framework({
  name,
  requirements,
  counts,
  page,
}: {
  name: string;
  requirements: readonly PageRequirement[];
  counts: ReadonlyMap<string, CheckCount>;
  page: Page;
}) {
  return (
    <details class="card">
      <summary>
        <h3>{name}</h3>
      </summary>
      {requirements.map((requirement) => (
        <Requirement requirement={requirement} counts={counts} page={page} />
      ))}
    </details>
  );
}

function Requirement({
  requirement,
  counts,
  page,
}: {
  requirement: PageRequirement;
  counts: ReadonlyMap<string, CheckCount>;
  page: Page;
}) {
  const { say } = page;
  const rows = requirement.checks.flatMap((id) => counts.get(id) ?? []);
  const standing = standingOf(rows, page);
  const words = {
    failing: say('failing'),
    unknown: say('unknown'),
    met: say('met'),
    none: say('nothing to check'),
  };
  return (
    <details class="requirement" id={`r-${encodeURIComponent(requirement.id)}`}>
      <summary>
        <b>{requirement.clause}</b>
        <span>{requirement.asks}</span>
        <Chip tone={SHAPES[standing]} text={words[standing]} />
      </summary>
      <ul>
        {rows.map((row) => (
          <li>
            <EvidenceOf row={row} page={page} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function EvidenceOf({ row: { check, failing, accepted, unknown }, page }: { row: CheckCount; page: Page }) {
  const { say, kinds } = page;
  if (check.isOff)
    return (
      <>
        {say('{label}: ', { label: check.title })}
        {say('off in the configuration')}
      </>
    );
  const parts = [
    failing > 0 ? say('{n} failing', { n: failing }) : '',
    accepted > 0 ? say('{n} accepted', { n: accepted }) : '',
    unknown > 0 ? say('{n} unknown', { n: unknown }) : '',
    check.passed > 0 ? say('{n} passed', { n: check.passed }) : '',
  ].filter((part) => part !== '');
  const first = kinds.find((kind) => kind.check === check.id)?.shown[0];
  const href = first ? page.hrefOf(first) : null;
  return (
    <>
      {href ? <a href={href}>{check.title}</a> : check.title}
      {say('{label}: ', { label: '' })}
      {parts.length > 0 ? say('{list}', { list: parts }) : say('nothing to check')}
    </>
  );
}

function countsOf({ view, report }: Page): Map<string, CheckCount> {
  const counts = new Map(
    view.checks.map((check) => [check.id, { check, failing: 0, accepted: 0, unknown: 0 }]),
  );
  for (const finding of report.findings) {
    const count = counts.get(finding.check);
    if (!count) continue;
    if (finding.status === 'fail') count[isAccepted(finding) ? 'accepted' : 'failing'] += 1;
    if (finding.status === 'unknown' || finding.status === 'pending') count.unknown += 1;
  }
  return counts;
}

/** What nobody looked at is unknown, never met: a check that is off, and a job that did not see everything. */
function standingOf(rows: readonly CheckCount[], { report }: Page): Standing {
  if (rows.some(({ failing, check }) => failing > 0 && !check.isOff)) return 'failing';
  const unread = ({ check: { isOff, job }, unknown }: CheckCount) =>
    isOff || unknown > 0 || !report.accounts.every(({ jobs }) => jobs[job]?.complete ?? job === 'alerts');
  if (rows.some(unread)) return 'unknown';
  return rows.some(({ check, accepted }) => check.passed + accepted > 0) ? 'met' : 'none';
}
