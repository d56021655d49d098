import { raw } from 'hono/html';
import type { Report } from '../../model/report.ts';
import { localTime } from '../../text/render.ts';
import { Accounts } from './accounts.tsx';
import { Appendix } from './appendix.tsx';
import { Changes } from './changes.tsx';
import { Clusters } from './clusters.tsx';
import { Compliance } from './compliance.tsx';
import { Findings } from './findings.tsx';
import { ClusterHead, FindingHead } from './focus.tsx';
import { Money } from './money.tsx';
import { Overview } from './overview.tsx';
import { type Page, preparePage } from './page.ts';
import type { PageView } from './page-view.ts';
import { FILE_POLICY, PAGE_POLICY } from './policy.ts';
import { STYLE } from './style.ts';
import { ToDoList } from './to-do.tsx';
import { When } from './when.tsx';

/**
 * The report as one HTML document without script and without requests, fit for a mail attachment. Names, tags and error
 * details in it are chosen by users: they are text everywhere, and an address is either ours or https.
 */
export function renderPage(report: Report, view: PageView): string {
  return `<!doctype html>${String(<Document page={preparePage(report, view)} />)}`;
}

function Document({ page }: { page: Page }) {
  const { say, view, report } = page;
  return (
    <html lang={view.language === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta http-equiv="Content-Security-Policy" content={view.links ? PAGE_POLICY : FILE_POLICY} />
        <meta name="color-scheme" content="light dark" />
        <title>{say('sealwatch report of {time}', { time: localTime(report.generatedAt) })}</title>
        <link rel="icon" href="data:," />
        <style>{raw(STYLE)}</style>
      </head>
      <body>
        <a class="skip" href="#main">
          {say('Skip to the report')}
        </a>
        <Top page={page} />
        <main id="main">
          <Sections page={page} />
        </main>
      </body>
    </html>
  );
}

/** The whole report in the order in which it is read; of one thing, first what is wrong with it. */
function Sections({ page }: { page: Page }) {
  const { focus } = page.view;
  const [finding] = page.report.findings;
  const [cluster] = page.report.clusters;
  if (focus === 'finding' && finding) {
    return (
      <>
        <FindingHead finding={finding} page={page} />
        <Clusters page={page} />
        <Changes page={page} />
      </>
    );
  }
  if (focus === 'cluster' && cluster) {
    return (
      <>
        <ClusterHead cluster={cluster} page={page} />
        <ToDoList page={page} />
        <Clusters page={page} />
        <Findings page={page} />
        <Changes page={page} />
      </>
    );
  }
  return (
    <>
      <Overview page={page} />
      <ToDoList page={page} />
      <Accounts page={page} />
      <Clusters page={page} />
      <Findings page={page} />
      <Changes page={page} />
      <Money page={page} />
      <Compliance page={page} />
      <Appendix page={page} />
      <Foot page={page} />
    </>
  );
}

const ACCOUNTS_NAMED = 3;
const SHORT = 12;

/** The newest evidence in short; the appendix has it complete. */
function Foot({ page: { say, report } }: { page: Page }) {
  const own = new Set(report.accounts.slice(0, ACCOUNTS_NAMED).map(({ id }) => id));
  const shown = report.evidence.filter(({ account }) => own.has(account));
  return (
    <footer class="foot">
      {shown.length === 0 ? null : (
        <p>
          {say('Newest evidence')}{' '}
          {shown.map(({ job, run, sha256 }) => (
            <span title={`${run} ${sha256}`}>
              {job} <code>{sha256.slice(0, SHORT)}</code>{' '}
            </span>
          ))}
          <a href="#appendix">{say('complete in the appendix')}</a>
        </p>
      )}
      <p>sealwatch {report.version}</p>
    </footer>
  );
}

function Top({ page }: { page: Page }) {
  const { say, report } = page;
  const { accounts } = report;
  const { focus } = page.view;
  const sections = [
    ['overview', say('Overview')],
    ...(page.toDos.length > 0 && focus !== 'finding' ? ([['todo', say('What to do now')]] as const) : []),
    ['clusters', say('Clusters')],
    ...(focus === 'finding' ? [] : ([['findings', say('Findings')]] as const)),
    ['changes', say('Changes')],
    ...(focus === 'report'
      ? ([
          ['money', say('Money')],
          ['compliance', say('Compliance')],
          ['appendix', say('Appendix')],
        ] as const)
      : []),
  ] as const;
  const names =
    accounts.length > ACCOUNTS_NAMED
      ? say('{n} accounts', { n: accounts.length })
      : say('{list}', {
          list: accounts.map(({ id }) => say('account {account}', { account: page.accountName(id) })),
        });
  return (
    <header class="top">
      <p class="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 1.5 21 5v6.5c0 5.3-3.7 9.3-9 11-5.3-1.7-9-5.7-9-11V5z" />
          <path class="tick" d="m7.8 12 3 3 5.4-6" />
        </svg>
        sealwatch
      </p>
      <p class="of">
        <bdi>{names}</bdi>
        <When at={report.generatedAt} />
      </p>
      <nav aria-label={say('Sections')}>
        {sections.map(([id, name]) => (
          <a href={`#${id}`}>{name}</a>
        ))}
      </nav>
    </header>
  );
}
