import { reaches } from '../../model/finding.ts';
import type { ReportAccount } from '../../model/report.ts';
import { isToDo } from '../to-do.ts';
import { clockOf } from './clock.ts';
import type { Page } from './page.ts';
import { Icon } from './symbols.tsx';
import { Ago } from './when.tsx';

const SHOWN = 20;
const VERDICTS = ['fail', 'unknown', 'pending', 'pass'] as const;

interface Row {
  account: ReportAccount;
  clusters: Readonly<Record<(typeof VERDICTS)[number], number>>;
  /** Findings of high severity or worse that somebody has to act on. */
  severe: number;
  /** Oldest run of its jobs, ISO 8601, UTC; empty when one never finished. */
  checkedAt: string;
}

/** Where the trouble is, when there are several accounts; worst first. */
export function Accounts({ page }: { page: Page }) {
  const { say, report } = page;
  if (report.accounts.length < 2) return null;
  const rows = rowsOf(page);
  const folded = rows.slice(SHOWN);
  return (
    <section id="accounts" aria-labelledby="h-accounts">
      <h2 id="h-accounts">{say('Accounts')}</h2>
      <Table rows={rows.slice(0, SHOWN)} page={page} />
      {folded.length === 0 ? null : (
        <details class="fold">
          <summary>{say('and {n} more', { n: folded.length })}</summary>
          <Table rows={folded} page={page} />
        </details>
      )}
    </section>
  );
}

function rowsOf({ report }: Page): Row[] {
  const rows = report.accounts.map((account): Row => {
    const own = report.clusters.filter((cluster) => cluster.account === account.id && cluster.inScope);
    const count = (verdict: string) => own.filter((cluster) => cluster.verdict === verdict).length;
    const severe = report.findings.filter(
      (finding) =>
        finding.resource.account === account.id && isToDo(finding) && reaches(finding.severity, 'high'),
    );
    const [checkedAt = ''] = Object.values(account.jobs)
      .map(({ finishedAt }) => finishedAt)
      .sort();
    return {
      ...{ account, severe: severe.length, checkedAt },
      clusters: {
        fail: count('fail'),
        unknown: count('unknown'),
        pending: count('pending'),
        pass: count('pass'),
      },
    };
  });
  return rows.sort((a, b) => b.clusters.fail - a.clusters.fail || b.severe - a.severe);
}

function Table({ rows, page }: { rows: readonly Row[]; page: Page }) {
  const { say } = page;
  return (
    <div class="card">
      <table class="accounts">
        <thead>
          <tr>
            <th scope="col">{say('Account')}</th>
            {VERDICTS.map((verdict) => (
              <th scope="col" class="num">
                <Icon shape={verdict} />
                <span class="sr">{say(verdict)}</span>
              </th>
            ))}
            <th scope="col" class="num">
              {say('critical, high')}
            </th>
            <th scope="col">{say('Last checked')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <AccountRow row={row} page={page} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AccountRow({ row, page }: { row: Row; page: Page }) {
  const { account, clusters, severe, checkedAt } = row;
  const { say, report, now } = page;
  const arrears = report.spend.find((spend) => spend.account === account.id)?.arrears;
  return (
    <tr>
      <th scope="row">
        <bdi>{page.accountName(account.id)}</bdi>
        {account.clusterList === 'complete' ? null : <small> {say('incomplete')}</small>}
        {arrears ? (
          <small class="critical">
            {' '}
            {say('The account is overdue')}: {say('KMS rejects all calls')}{' '}
            {clockOf(arrears.kmsStopsAt, now, say)}
          </small>
        ) : null}
      </th>
      {VERDICTS.map((verdict) => (
        <td class={`num ${clusters[verdict] === 0 ? 'zero' : verdict}`}>{clusters[verdict]}</td>
      ))}
      <td class="num">{severe}</td>
      <td>{checkedAt === '' ? say('never') : <Ago at={checkedAt} page={page} />}</td>
    </tr>
  );
}
