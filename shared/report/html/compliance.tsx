import type { ReportException, ReportRequirement, Standing } from '../../model/compliance.ts';
import { printable } from '../../text/width.ts';
import { metOf, restOf, standingWord, worstOf } from '../requirement-words.ts';
import { type Page, rowId } from './page.ts';
import { Chip, type Shape } from './symbols.tsx';

const SHAPES: Readonly<Record<Standing, Shape>> = {
  met: 'pass',
  accepted: 'info',
  'not-met': 'fail',
  unknown: 'unknown',
};

/** So many are named under a requirement; the evidence for an assessor names all. */
const NAMED = 10;

/** Per framework: how many clusters meet each requirement, which do not, and why. */
export function Compliance({ page }: { page: Page }) {
  const { say, report } = page;
  const { compliance } = report;
  if (compliance.length === 0) return null;
  const names = [...new Set(compliance.map(({ framework }) => framework))];
  return (
    <section id="compliance" aria-labelledby="h-compliance">
      <h2 id="h-compliance">{say('Compliance')}</h2>
      <p class="note">
        {say(
          'A cluster meets a requirement when every check that decides it was seen to pass. Accepted and unknown are counted apart. This is evidence for an assessor, not a certificate.',
        )}
      </p>
      <div class="frames">
        {names.map((name) => (
          <details class="card">
            <summary>
              <h3>{name}</h3>
            </summary>
            {compliance
              .filter(({ framework }) => framework === name)
              .map((requirement) => (
                <Requirement requirement={requirement} page={page} />
              ))}
          </details>
        ))}
      </div>
    </section>
  );
}

function Requirement({ requirement, page }: { requirement: ReportRequirement; page: Page }) {
  const { say } = page;
  const { id, clause, asks, counts, limit, deciding, source, exceptions, leftOut } = requirement;
  const worst = worstOf(counts);
  const named = exceptions.slice(0, NAMED);
  const others = counts.population - counts.met - named.length;
  return (
    <details class="requirement" id={`r-${encodeURIComponent(id)}`}>
      <summary>
        <b>{clause}</b>
        <span>
          {asks}
          <small>
            {' '}
            {metOf(requirement, say)}
            {worst === null || worst === 'met' ? null : <> · {restOf(counts, say)}</>}
          </small>
        </span>
        {worst === null ? null : <Chip tone={SHAPES[worst]} text={standingWord(worst, say)} />}
      </summary>
      {limit === null ? null : <p>{limit}</p>}
      <ul>
        {limit !== null && counts.met + counts.accepted === 0 && worst === 'not-met' && named.every(isDesign)
          ? null
          : named.map((exception) => (
              <li>
                <Exception exception={exception} page={page} />
              </li>
            ))}
      </ul>
      {others > 0 && !(limit !== null && named.every(isDesign)) ? (
        <p class="note">{say('and {n} more', { n: others })}</p>
      ) : null}
      <p class="note">
        {say('Decided by: {list}', { list: deciding })}
        {leftOut > 0 ? <> · {say('{n} not counted', { n: leftOut })}</> : null}
        {source === null ? <> · {say('clause not compared with the text of the standard')}</> : null}
      </p>
    </details>
  );
}

/** No check decided it: no cluster can meet the clause. */
function isDesign({ check }: ReportException): boolean {
  return check === '';
}

function Exception({
  exception: { account, id, name, standing, why, waiver },
  page,
}: {
  exception: ReportException;
  page: Page;
}) {
  const { say } = page;
  const label = printable(name || id);
  return (
    <>
      {page.hasRow(account, id) ? <a href={`#${rowId({ id })}`}>{label}</a> : <bdi>{label}</bdi>}
      {say('{label}: ', { label: '' })}
      {standingWord(standing, say)}
      {waiver
        ? ` ${say('by {owner} until {until}', { owner: printable(waiver.owner), until: waiver.until })}`
        : null}
      {say('{label}: ', { label: '' })}
      {printable(why)}
    </>
  );
}
