import { AreaChart, BarChart } from './charts.tsx';
import type { Page } from './page.ts';
import { type TrendDay, trendOf } from './trend.ts';

export function Trend({ page }: { page: Page }) {
  const { say } = page;
  const days = trendOf(page);
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last || first === last) return <p class="note">{say('There is no history yet.')}</p>;
  const coverage = say('Encryption on: {from} on {start}, {to} on {end}.', {
    from: shareOf(first),
    start: first.date,
    to: shareOf(last),
    end: last.date,
  });
  const failing = say('Findings of high severity or worse: {from} on {start}, {to} on {end}.', {
    from: first.failing,
    start: first.date,
    to: last.failing,
    end: last.date,
  });
  return (
    <div class="trend">
      <figure>
        <figcaption>{coverage}</figcaption>
        <AreaChart
          points={days.map((day) => ({
            date: day.date,
            value: day.inScope === 0 ? 0 : (day.encrypted / day.inScope) * 100,
          }))}
          least={100}
          label={coverage}
          format={(value) => `${value}%`}
        />
      </figure>
      <figure class="bad">
        <figcaption>{failing}</figcaption>
        <BarChart
          points={days.map(({ date, failing: value }) => ({ date, value }))}
          least={4}
          label={failing}
          format={String}
        />
      </figure>
    </div>
  );
}

function shareOf({ inScope, encrypted }: TrendDay): string {
  return `${encrypted}/${inScope}`;
}
