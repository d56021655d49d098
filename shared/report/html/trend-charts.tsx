import type { VerdictCounts } from '../../model/report.ts';
import { AreaChart, BarChart, StackChart } from './charts.tsx';
import type { Page } from './page.ts';
import { Icon } from './symbols.tsx';
import { type TrendDay, trendOf, VERDICTS } from './trend.ts';

/** What the verdicts were, what failed, and what the flag alone says. */
export function Trend({ page }: { page: Page }) {
  const { say } = page;
  const days = trendOf(page);
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last || first === last) return <p class="note">{say('There is no history yet.')}</p>;
  const failing = say('Findings of high severity or worse: {from} on {start}, {to} on {end}.', {
    from: first.failing,
    start: first.date,
    to: last.failing,
    end: last.date,
  });
  const flag = say('Encryption turned on (working or not): {from} on {start}, {to} on {end}.', {
    from: shareOf(first.encrypted, first),
    start: first.date,
    to: shareOf(last.encrypted, last),
    end: last.date,
  });
  return (
    <div class="trend">
      <Verdicts days={days} page={page} />
      <details class="fold more">
        <summary>{say('Findings and encryption by day')}</summary>
        <figure class="bad">
          <figcaption>{failing}</figcaption>
          <BarChart
            points={days.map(({ date, failing: value }) => ({ date, value }))}
            least={4}
            label={failing}
            format={String}
          />
        </figure>
        <figure class="flag">
          <figcaption>{flag}</figcaption>
          <AreaChart
            points={days.map((day) => ({
              date: day.date,
              value: day.inScope === 0 ? 0 : (day.encrypted / day.inScope) * 100,
            }))}
            least={100}
            label={flag}
            format={(value) => `${value}%`}
          />
        </figure>
      </details>
    </div>
  );
}

type Judged = Omit<TrendDay, 'verdicts'> & { verdicts: VerdictCounts };

/** Days of an older version kept no verdicts: they are left out, not drawn as anything. */
function Verdicts({ days, page }: { days: readonly TrendDay[]; page: Page }) {
  const { say } = page;
  const judged = days.filter((day): day is Judged => day.verdicts !== null);
  const first = judged[0];
  const last = judged.at(-1);
  if (!first || !last) return null;
  const label = say('Healthy clusters: {from} on {start}, {to} on {end}.', {
    from: shareOf(first.verdicts.pass, first),
    start: first.date,
    to: shareOf(last.verdicts.pass, last),
    end: last.date,
  });
  const words = {
    pass: say('healthy'),
    pending: say('changing'),
    unknown: say('unknown'),
    fail: say('at risk'),
  };
  return (
    <figure class="verdicts">
      <figcaption>{label}</figcaption>
      <StackChart
        points={judged.map(({ date, verdicts }) => ({
          date,
          parts: VERDICTS.map((tone) => ({ tone, count: verdicts[tone] })),
        }))}
        least={4}
        label={label}
        format={String}
      />
      <ul class="key">
        {VERDICTS.map((tone) => (
          <li class={tone}>
            <Icon shape={tone} />
            {words[tone]}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function shareOf(count: number, { inScope }: Pick<TrendDay, 'inScope'>): string {
  return `${count}/${inScope}`;
}
