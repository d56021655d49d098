import { count as counted } from '../../text/render.ts';
import { Ring } from './charts.tsx';
import type { Page } from './page.ts';
import { Icon } from './symbols.tsx';

/** How many clusters are healthy; that encryption is switched on is only the first link of that. */
export function Coverage({ page }: { page: Page }) {
  const { report, say } = page;
  const { pass, fail, unknown, pending } = report.summary.verdicts;
  const { inScope, encrypted } = report.summary.clusters;
  const share = inScope === 0 ? '–' : `${Math.floor((pass / inScope) * 100)}%`;
  const rows = [
    ['pass', pass, say('healthy')],
    ['fail', fail, say('at risk')],
    ['pending', pending, say('changing')],
    ['unknown', unknown, say('unknown')],
  ] as const;
  const label = say('{list}', { list: rows.map(([, count, word]) => `${word} ${counted(count)}`) });
  return (
    <div class="card coverage">
      <h2>{say('Health of Pro clusters')}</h2>
      <div class="ringbox">
        <Ring
          slices={rows.map(([tone, count]) => ({ tone, count }))}
          value={share}
          unit={say('healthy')}
          label={label}
        />
        <ul class="legend">
          {rows.map(([tone, count, word]) => (
            <li class={count === 0 ? 'zero' : tone}>
              <Icon shape={tone} />
              <span>{word}</span>
              <b>{counted(count)}</b>
            </li>
          ))}
        </ul>
      </div>
      <p class="note">{say('Encryption on: {n} of {count}', { n: encrypted, count: inScope })}</p>
    </div>
  );
}

export function Severities({ page }: { page: Page }) {
  const { say, report } = page;
  const { waived, ...counts } = report.summary.findings;
  const shapes: readonly (keyof typeof counts)[] = ['critical', 'high', 'medium', 'low', 'info', 'unknown'];
  const top = Math.max(1, ...Object.values(counts));
  return (
    <div class="card">
      <h2>{say('Open findings')}</h2>
      <table class="counts">
        <tbody>
          {shapes.map((shape) => (
            <tr class={counts[shape] === 0 ? 'zero' : shape}>
              <th scope="row">
                <Icon shape={shape} />
                {shape === 'unknown' ? say('not verified') : say(shape)}
              </th>
              <td class="bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={Math.round((counts[shape] / top) * 100)} height="8" />
                </svg>
              </td>
              <td class="num">{counted(counts[shape])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {waived > 0 ? (
        <p class="note">{say('{n} more {n:is|are} accepted by a waiver.', { n: waived })}</p>
      ) : null}
    </div>
  );
}
