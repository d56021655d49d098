import { printable } from '../../text/width.ts';
import { type Page, rowId } from './page.ts';
import { Icon } from './symbols.tsx';

/** So many clusters at risk are named at the top; the table names all. */
const NAMED = 8;

/** Which clusters, and why: the first thing that somebody on call needs. */
export function AtRisk({ page }: { page: Page }) {
  const { say, rows, findingsOf, hrefOf } = page;
  const failing = rows.filter(({ verdict }) => verdict === 'fail').slice(0, NAMED);
  if (failing.length === 0) return null;
  const more = page.report.summary.verdicts.fail - failing.length;
  const many = page.report.accounts.length > 1;
  return (
    <div class="card risk">
      <h2>{say('Clusters at risk, and why')}</h2>
      <ul>
        {failing.map((cluster) => {
          const finding = findingsOf(cluster).find(
            ({ status, check }) => status === 'fail' && check === cluster.why?.check,
          );
          const href = finding ? hrefOf(finding) : null;
          return (
            <li class={finding?.severity ?? 'high'}>
              <Icon shape={finding?.severity ?? 'high'} />
              <a href={`#${rowId(cluster)}`}>
                <bdi>{page.clusterName(cluster.account, cluster.id)}</bdi>
              </a>
              <span class="where">
                {many ? <bdi>{page.accountName(cluster.account)} · </bdi> : null}
                {printable(cluster.region)}
              </span>
              <span class="why">
                {printable(cluster.why?.text ?? '')} {href ? <a href={href}>{say('What to do')}</a> : null}
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
