import type { ClusterVerdict, ReportCluster } from '../../model/report.ts';
import { printable } from '../../text/width.ts';
import { Row } from './cluster-row.tsx';
import type { Page } from './page.ts';
import { Icon } from './symbols.tsx';

/** The chain of every cluster, by account and region. */
export function Clusters({ page }: { page: Page }) {
  const { say, rows } = page;
  return (
    <section id="clusters" class="clusters" aria-labelledby="h-clusters">
      <h2 id="h-clusters">{say('Clusters')}</h2>
      <p class="note">
        {say('From the encryption setting to the last use of the key: start with the first broken link.')}
      </p>
      {rows.length === 0 ? <p class="empty">{say('No clusters to show.')}</p> : <Filter page={page} />}
      <Paging page={page} />
      {groupsOf(page).map((group) => (
        <Group group={group} page={page} />
      ))}
      <OutOfScope page={page} />
    </section>
  );
}

const FILTERS = ['all', 'fail', 'unknown', 'pending', 'pass'] as const;

/** Radio buttons that a style sheet reads: the page has no script. */
function Filter({ page }: { page: Page }) {
  const { say, rows } = page;
  const words = {
    all: say('all'),
    fail: say('at risk'),
    unknown: say('unknown'),
    pending: say('changing'),
    pass: say('healthy'),
  };
  const count = (filter: (typeof FILTERS)[number]) =>
    filter === 'all' ? rows.length : rows.filter(({ verdict }) => verdict === filter).length;
  return (
    <fieldset class="filter">
      <legend>{say('Show')}</legend>
      {FILTERS.map((filter) => (
        <label>
          <input type="radio" name="verdict" id={`v-${filter}`} checked={filter === 'all'} />
          <span>
            {words[filter]} <b>{count(filter)}</b>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface ClusterGroup {
  account: string;
  region: string;
  rows: ReportCluster[];
}

/** Groups with the worst clusters first, because rows come worst first. */
function groupsOf({ rows }: Page): ClusterGroup[] {
  const groups = new Map<string, ClusterGroup>();
  for (const row of rows) {
    const { account, region } = row;
    const key = `${account} ${region}`;
    const group = groups.get(key) ?? { account, region, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Up to so many rows all groups are unfolded at first; groups with a cluster that does not pass always are. */
const UNFOLDED = 60;

function Group({ group: { account, region, rows }, page }: { group: ClusterGroup; page: Page }) {
  const { say, report } = page;
  const count = (verdict: ClusterVerdict) => rows.filter((row) => row.verdict === verdict).length;
  const counts = (['fail', 'unknown', 'pending', 'pass'] as const)
    .map((verdict) => [verdict, count(verdict)] as const)
    .filter(([, n]) => n > 0);
  const heads = [
    say('Cluster'),
    say('Encryption'),
    say('Key'),
    say('Key state'),
    say('Role'),
    say('Last used'),
    say('Verdict'),
  ];
  return (
    <details
      class={`group ${counts.map(([verdict]) => `has-${verdict}`).join(' ')}`}
      open={page.rows.length <= UNFOLDED || count('pass') < rows.length}
    >
      <summary>
        <h3>
          {report.accounts.length > 1 ? <bdi>{page.accountName(account)} · </bdi> : null}
          {printable(region)}
        </h3>
        <span class="tally">
          {counts.map(([verdict, n]) => (
            <span class={verdict}>
              <Icon shape={verdict} />
              <span class="sr">{say(verdict)} </span>
              {n}
            </span>
          ))}
        </span>
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
