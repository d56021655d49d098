import type { ReportException } from '../../model/compliance.ts';
import type { BundleRequirement, Span } from '../../model/evidence-bundle.ts';
import type { Say } from '../../text/say.ts';
import { printable } from '../../text/width.ts';
import { metOf, restOf, standingWord } from '../requirement-words.ts';

const DAY_MS = 86_400_000;

/** One requirement: where it stands, over time, what does not meet it, and samples of what does. */
export function EvidenceRequirement({ requirement, say }: { requirement: BundleRequirement; say: Say }) {
  const { clause, asks, counts, limit, deciding, supporting, source, day, spans } = requirement;
  return (
    <section>
      <h3>
        {clause} {asks}
      </h3>
      <p class="big">{metOf(requirement, say)}</p>
      <p class="soft">
        {day}
        {restOf(counts, say) === '' ? null : <> · {restOf(counts, say)}</>}
        {source === null ? <> · {say('clause not compared with the text of the standard')}</> : null}
      </p>
      {source === null ? null : (
        <p class="soft">
          {say('Clause read at:')} <code>{source}</code>
        </p>
      )}
      {limit === null ? null : <p class="limit">{limit}</p>}
      <p class="soft">
        {say('Decided by: {list}', { list: deciding })}
        {supporting.length === 0 ? null : <>; {say('supported by: {list}', { list: supporting })}</>}
      </p>
      <h4>{say('Over time')}</h4>
      <Days spans={spans} say={say} />
      <Spans spans={spans} requirement={requirement} say={say} />
      <Exceptions requirement={requirement} say={say} />
      <Samples requirement={requirement} say={say} />
      <LeftOut requirement={requirement} say={say} />
    </section>
  );
}

function lengthOf({ from, to }: Span): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

const PARTS = [
  ['met', 'met'],
  ['accepted', 'accepted'],
  ['unknown', 'unknown'],
  ['notMet', 'notmet'],
] as const;

/** Each day a column, from what meets it at the bottom; a frame is a day without results. */
function Days({ spans, say }: { spans: readonly Span[]; say: Say }) {
  const total = spans.reduce((sum, span) => sum + lengthOf(span), 0);
  const most = Math.max(1, ...spans.map(({ counts }) => counts?.population ?? 0));
  let x = 0;
  const columns = spans.map((span) => {
    const at = x;
    x += lengthOf(span);
    return { span, at };
  });
  return (
    <>
      <svg
        class="days"
        viewBox={`0 0 ${total} 30`}
        preserveAspectRatio="none"
        role="img"
        aria-label={say('Over time')}
      >
        {columns.map(({ span, at }) => (
          <Column span={span} at={at} most={most} />
        ))}
      </svg>
      <p class="key">
        {[
          ['met', say('met')],
          ['accepted', say('accepted')],
          ['unknown', say('unknown')],
          ['notmet', say('not met')],
          ['gap', say('no results')],
        ].map(([tone, word]) => (
          <span>
            <svg viewBox="0 0 10 10" aria-hidden="true">
              <rect class={tone} width="10" height="10" />
            </svg>
            {word}
          </span>
        ))}
      </p>
    </>
  );
}

function Column({ span, at, most }: { span: Span; at: number; most: number }) {
  const { counts } = span;
  const width = lengthOf(span);
  if (!counts)
    return <rect class="gap" x={at} y="0.5" width={width} height="29" vector-effect="non-scaling-stroke" />;
  let y = 30;
  return (
    <>
      {PARTS.map(([part, tone]) => {
        const height = (counts[part] / most) * 30;
        y -= height;
        return height > 0 ? <rect class={tone} x={at} y={y} width={width} height={height} /> : null;
      })}
    </>
  );
}

function Spans({
  spans,
  requirement,
  say,
}: {
  spans: readonly Span[];
  requirement: BundleRequirement;
  say: Say;
}) {
  const { population } = requirement;
  return (
    <table>
      <tbody>
        {spans.map((span) => (
          <tr>
            <td class="d">{span.from === span.to ? span.from : `${span.from} – ${span.to}`}</td>
            <td>
              {span.counts === null
                ? say('no results: nothing is known of these days')
                : [metOf({ population, counts: span.counts }, say), restOf(span.counts, say)]
                    .filter((text) => text !== '')
                    .join(' · ')}
              {span.missing.length > 0 ? (
                <div class="soft">{say('no complete result of: {list}', { list: span.missing })}</div>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What has the same reason is one row with all its names. */
function Exceptions({ requirement: { exceptions }, say }: { requirement: BundleRequirement; say: Say }) {
  if (exceptions.length === 0) return null;
  const rows = new Map<string, ReportException[]>();
  for (const one of exceptions) {
    const key = JSON.stringify([one.standing, one.check, one.why, one.waiver]);
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  return (
    <>
      <h4>{say('What does not meet it')}</h4>
      <table>
        <tbody>
          {[...rows.values()].map((row) => (
            <ExceptionRow row={row} say={say} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function ExceptionRow({ row, say }: { row: readonly ReportException[]; say: Say }) {
  const [first] = row;
  if (!first) return null;
  const { standing, check, why, waiver } = first;
  const accepted = waiver
    ? say('accepted by {owner} until {until}: {reason}', {
        owner: printable(waiver.owner),
        until: waiver.until,
        reason: printable(waiver.reason),
      })
    : '';
  return (
    <tr>
      <td>
        {say('{list}', { list: row.map(({ id, name }) => printable(name || id)) })}
        {row.length === 1 && first.name !== '' ? (
          <div class="soft">
            <code>{first.id}</code>
          </div>
        ) : null}
      </td>
      <td class="d">{standingWord(standing, say)}</td>
      <td>
        {printable(why)}
        <div class="soft">{[check, accepted].filter((text) => text !== '').join(' · ')}</div>
      </td>
    </tr>
  );
}

function Samples({ requirement: { samples }, say }: { requirement: BundleRequirement; say: Say }) {
  if (samples.length === 0) return null;
  return (
    <>
      <h4>{say('Samples of what meets it, evenly spread')}</h4>
      <table>
        <tbody>
          {samples.map(({ id, name, seen }) => (
            <tr>
              <td>
                {printable(name || id)}
                <div class="soft">
                  <code>{id}</code>
                </div>
              </td>
              <td>
                {seen.map(({ check, text }) => (
                  <div>
                    {printable(text)} <span class="soft">{check}</span>
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function LeftOut({ requirement: { leftOut }, say }: { requirement: BundleRequirement; say: Say }) {
  if (leftOut.length === 0) return null;
  return (
    <>
      <h4>{say('Not in the population')}</h4>
      <table>
        <tbody>
          {leftOut.map(({ id, name, why }) => (
            <tr>
              <td>{printable(name || id)}</td>
              <td>{printable(why)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
