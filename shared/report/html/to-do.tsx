import type { ReportFinding } from '../../model/report.ts';
import { actorWords } from '../../text/change-words.ts';
import { labelledCommand } from '../../text/command-words.ts';
import { printable, printableLines } from '../../text/width.ts';
import type { ToDo } from '../to-do.ts';
import type { Page } from './page.ts';
import { WeightChip } from './symbols.tsx';
import { When } from './when.tsx';

/** So many are shown at once, and so many folded; the findings below tell all. */
const SHOWN = 4;
const FOLDED = 30;

/** What to do now: one item for each cause, worst first, with its command. */
export function ToDoList({ page }: { page: Page }) {
  const { say, toDos } = page;
  if (toDos.length === 0) return null;
  const folded = toDos.slice(SHOWN, SHOWN + FOLDED);
  const more = toDos.length - SHOWN - folded.length;
  return (
    <section id="todo" aria-labelledby="h-todo">
      <h2 id="h-todo">{say('What to do now')}</h2>
      <Items toDos={toDos.slice(0, SHOWN)} page={page} />
      {folded.length === 0 ? null : (
        <details class="fold">
          <summary>{say('and {n} more', { n: toDos.length - SHOWN })}</summary>
          <Items toDos={folded} page={page} />
          {more > 0 ? (
            <p class="note">
              <a href="#findings">{say('and {n} more', { n: more })}</a>
            </p>
          ) : null}
        </details>
      )}
    </section>
  );
}

function Items({ toDos, page }: { toDos: readonly ToDo[]; page: Page }) {
  return (
    <ol class="todo">
      {toDos.map((toDo) => (
        <Item toDo={toDo} page={page} />
      ))}
    </ol>
  );
}

function Item({ toDo: { finding, clusters, findings }, page }: { toDo: ToDo; page: Page }) {
  const { say } = page;
  const { status, severity, remedy, summary, resource, fingerprint } = finding;
  const href = page.hrefOf(finding) ?? page.view.links?.finding(fingerprint);
  const where = [
    ...(page.report.accounts.length > 1 ? [page.accountName(resource.account)] : []),
    ...(resource.region === '' || resource.type === 'region' ? [] : [printable(resource.region)]),
  ];
  return (
    <li class={severity}>
      <p>
        <WeightChip status={status} severity={severity} say={say} />{' '}
        <b>
          <bdi>{namesOf({ resource, clusters }, page)}</bdi>
        </b>{' '}
        {where.length === 0 ? null : <span class="where">{where.join(' · ')}</span>}
      </p>
      <p>{printable(summary)}</p>
      <p>
        <Origin finding={finding} page={page} />
      </p>
      <p class="next">
        <b aria-hidden="true">→</b> {printable(remedy.text)}{' '}
        {href ? <a href={href}>{say('Details ({n})', { n: findings.length })}</a> : null}
      </p>
      {remedy.command === '' ? null : (
        <pre>
          <code>{printableLines(labelledCommand(remedy.command, say))}</code>
        </pre>
      )}
    </li>
  );
}

/** Since when, and who caused it. */
export function Origin({ finding: { firstSeen, actor }, page }: { finding: ReportFinding; page: Page }) {
  const { say } = page;
  if (firstSeen === '' && !actor) return null;
  return (
    <small>
      {firstSeen === '' ? null : (
        <>
          {say('Since')} <When at={firstSeen} />
        </>
      )}
      {actor ? <bdi> · {printable(actorWords(actor, say))}</bdi> : null}
    </small>
  );
}

const NAMED = 4;

/** The clusters that it affects; the resource where it affects none. */
export function namesOf(
  { resource, clusters }: Pick<ReportFinding, 'resource' | 'clusters'>,
  { say, clusterName }: Page,
): string {
  if (clusters.length === 0) return printable(resource.name || resource.id);
  const names = clusters.slice(0, NAMED).map((id) => clusterName(resource.account, id));
  const more = clusters.length - names.length;
  return say('{list}', { list: more > 0 ? [...names, say('and {n} more', { n: more })] : names });
}
