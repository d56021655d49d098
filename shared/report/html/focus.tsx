import type { ReportCluster, ReportFinding } from '../../model/report.ts';
import { printable } from '../../text/width.ts';
import { isAccepted } from '../is-accepted.ts';
import { verdictWord } from './cluster-row.tsx';
import { Facts } from './finding-facts.tsx';
import type { Page } from './page.ts';
import { Remedy } from './remedy.tsx';
import { Chip, WeightChip } from './symbols.tsx';
import { namesOf, Origin } from './to-do.tsx';

/** One finding: what is affected, what is wrong, since when and by whom, what to do. */
export function FindingHead({ finding, page }: { finding: ReportFinding; page: Page }) {
  const { say } = page;
  const { status, severity, summary, check, title, mutedBy, fingerprint } = finding;
  return (
    <section id="overview" aria-labelledby="answer">
      <div class="answer">
        <p>
          <WeightChip status={status} severity={severity} say={say} />{' '}
          {status === 'pass' ? <Chip tone="pass" text={say('pass')} /> : null}{' '}
          {isAccepted(finding) ? <Chip tone="info" text={say('waived')} /> : null}{' '}
          <span class="where">{check}</span>
        </p>
        <h1 id="answer">
          <bdi>{say('{label}: ', { label: namesOf(finding, page) })}</bdi>
          {printable(summary)}
        </h1>
        <p class="lead">
          <Origin finding={finding} page={page} />
        </p>
      </div>
      <div class="card body" id={`f-${fingerprint}`}>
        {status === 'pending' || mutedBy !== null ? null : <Remedy finding={finding} page={page} />}
        <div>
          <p class="note">
            {say('Expected:')} {title}
          </p>
          <Facts finding={finding} page={page} />
        </div>
      </div>
      <WholeReport page={page} />
    </section>
  );
}

/** One cluster: its verdict, and what decided it. */
export function ClusterHead({ cluster, page }: { cluster: ReportCluster; page: Page }) {
  const { account, id, region, verdict, why } = cluster;
  return (
    <section id="overview" aria-labelledby="answer">
      <div class="answer">
        <p>
          <Chip tone={verdict === 'skipped' ? 'info' : verdict} text={verdictWord(verdict, page)} />{' '}
          <span class="where">
            {printable(region)} · {printable(id)}
          </span>
        </p>
        <h1 id="answer">
          <bdi>{page.clusterName(account, id)}</bdi>
        </h1>
        <p class="lead">{why ? printable(why.text) : ''}</p>
      </div>
      <WholeReport page={page} />
    </section>
  );
}

function WholeReport({ page: { view, say } }: { page: Page }) {
  return view.links ? (
    <p>
      <a href={view.links.report()}>{say('Whole report')}</a>
    </p>
  ) : null;
}
