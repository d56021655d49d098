import type { ClusterVerdict, ReportCluster } from '../../model/report.ts';
import { count } from '../../text/render.ts';
import { printable } from '../../text/width.ts';
import { Row, verdictWord } from './cluster-row.tsx';
import type { Page } from './page.ts';
import { Icon } from './symbols.tsx';

const VERDICTS = ['fail', 'unknown', 'pending', 'pass', 'skipped'] as const;
/** So many rows of a verdict are unfolded; healthy ones are folded. */
const UNFOLDED = 25;

/** The clusters by verdict, each with what decided it and its chain from the flag to the last use. */
export function Clusters({ page }: { page: Page }) {
  const { say, rows, view, report } = page;
  const shown = view.focus === 'cluster' ? report.clusters : rows;
  const own = view.focus !== 'report';
  return (
    <section id="clusters" class="clusters" aria-labelledby="h-clusters">
      <h2 id="h-clusters">{say('Clusters')}</h2>
      {own ? null : (
        <p class="note">
          {say('From the encryption setting to the last use of the key: start with the first broken link.')}
        </p>
      )}
      {shown.length === 0 ? <p class="empty">{say('No clusters to show.')}</p> : null}
      {own ? null : <Search page={page} />}
      <Paging page={page} />
      {VERDICTS.flatMap((verdict) => {
        const group = shown.filter((row) => row.verdict === verdict);
        if (group.length === 0) return [];
        const first = own ? group : group.slice(0, UNFOLDED);
        const rest = group.slice(first.length);
        const all = own ? group : page.inScope.filter((row) => row.verdict === verdict);
        return [
          <Group rows={first} verdict={verdict} open={own || verdict !== 'pass'} page={page}>
            {count(all.length)}
          </Group>,
          rest.length === 0 ? null : (
            <Group rows={rest} verdict={verdict} open={false} page={page}>
              {all.length > group.length
                ? say('{n} more on this page', { n: rest.length })
                : say('and {n} more', { n: rest.length })}
            </Group>
          ),
        ];
      })}
      {own ? null : <OutOfScope page={page} />}
    </section>
  );
}

function Group({
  rows,
  verdict,
  open,
  page,
  children,
}: {
  rows: readonly ReportCluster[];
  verdict: ClusterVerdict;
  open: boolean;
  page: Page;
  /** How many there are. */
  children: unknown;
}) {
  const { say } = page;
  const heads = [
    say('Cluster'),
    say('Verdict'),
    say('Encryption'),
    say('Key'),
    say('Key state'),
    say('Role'),
    say('Last used'),
  ];
  return (
    <details class={`group has-${verdict}`} open={open}>
      <summary>
        <h3 class={verdict}>
          <Icon shape={verdict === 'skipped' ? 'info' : verdict} /> {verdictWord(verdict, page)}
        </h3>
        <b>{children}</b>
      </summary>
      <table class="chain">
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row row={row} heads={heads} page={page} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Finds clusters by name without a script; in a short list the browser does. */
function Search({ page: { say, view, inScope } }: { page: Page }) {
  if (!view.links) return null;
  const { action, asked, along } = view.links.search();
  if (asked === '' && inScope.length <= UNFOLDED) return null;
  return (
    <form class="search" method="get" action={`${action}#clusters`}>
      <label for="cluster">{say('Name or ID of a cluster')}</label>
      <input
        id="cluster"
        name="cluster"
        type="search"
        value={printable(asked)}
        maxlength={128}
        pattern="[^,]*"
      />
      {along.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit">{say('Search')}</button>
      {asked === '' ? null : <a href={`${view.links.report()}#clusters`}>{say('All clusters')}</a>}
    </form>
  );
}

function Paging({ page }: { page: Page }) {
  const { say, view, current, pages, inScope, rows } = page;
  if (pages === 1) return null;
  const { links } = view;
  if (!links) {
    return (
      <p class="banner unknown">
        <Icon shape="info" />
        <span>
          {say(
            '{n} more {n:cluster is|clusters are} not in this file, which lists the worst. The JSON report has all of them.',
            { n: inScope.length - rows.length },
          )}
        </span>
      </p>
    );
  }
  const wanted = new Set([1, current - 1, current, current + 1, pages]);
  const numbers = [...wanted].filter((number) => number >= 1 && number <= pages);
  return (
    <nav class="paging" aria-label={say('Pages of clusters')}>
      {numbers.map((number) =>
        number === current ? <b aria-current="page">{number}</b> : <a href={links.page(number)}>{number}</a>,
      )}
      <span class="note">{say('{n} {n:cluster|clusters} in total, worst first', { n: inScope.length })}</span>
    </nav>
  );
}

const OUTSIDE_NAMED = 40;

function OutOfScope({ page }: { page: Page }) {
  const { report, say, clusterName } = page;
  const outside = report.clusters.filter(({ inScope }) => !inScope);
  if (outside.length === 0) return null;
  const names = outside.slice(0, OUTSIDE_NAMED).map(({ account, id }) => clusterName(account, id));
  const text = [...names, ...(outside.length > OUTSIDE_NAMED ? ['…'] : [])];
  return (
    <p class="note">
      {say('{n} more {n:cluster is|clusters are} out of scope: {names}.', { n: outside.length, names: text })}
    </p>
  );
}
