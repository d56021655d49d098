import type { ReportArrears, ReportSpend } from '../../model/report.ts';
import { printable } from '../../text/width.ts';
import { spendSoFar } from '../answer.ts';
import { amount } from './amount.ts';
import { BarChart, Meter } from './charts.tsx';
import { clockOf } from './clock.ts';
import { Estimates } from './key-costs.tsx';
import type { Page } from './page.ts';
import { Icon } from './symbols.tsx';
import { When } from './when.tsx';

/** Money of every account whose bills were looked at. */
export function Money({ page }: { page: Page }) {
  const { say, report } = page;
  return (
    <section id="money" aria-labelledby="h-money">
      <h2 id="h-money">{say('Money')}</h2>
      {report.spend.length === 0 ? <p class="empty">{say('Bills were not checked.')}</p> : null}
      {report.spend.map((spend) => (
        <AccountMoney spend={spend} page={page} />
      ))}
    </section>
  );
}

function AccountMoney({ spend, page }: { spend: ReportSpend; page: Page }) {
  const { say, report } = page;
  const payer = printable(spend.payer);
  return (
    <div class="money">
      {report.accounts.length > 1 ? (
        <h3>
          <bdi>{page.accountName(spend.account)}</bdi>
        </h3>
      ) : null}
      {spend.payer !== '' && spend.payer !== spend.account ? (
        <p class="note">{say('Account {payer} pays and holds the balance.', { payer })}</p>
      ) : null}
      {spend.arrears ? <Arrears arrears={spend.arrears} currency={spend.currency} page={page} /> : null}
      <div class="grid">
        <Balance spend={spend} page={page} />
        <Runway spend={spend} page={page} />
        <Month spend={spend} page={page} />
      </div>
      <Daily spend={spend} page={page} />
      <Estimates spend={spend} page={page} />
    </div>
  );
}

function Arrears({ arrears, currency, page }: { arrears: ReportArrears; currency: string; page: Page }) {
  const { say, now } = page;
  const { since, sinceSource, outstanding, kmsStatus, kmsStopsAt, clusterDeletionAt } = arrears;
  return (
    <div class="arrears">
      <h3>
        <Icon shape="critical" />
        {say('The account is overdue')}
      </h3>
      <p>
        {sinceSource === 'bill'
          ? say('The oldest unpaid bill fell due on {since}.', { since })
          : say('First seen {since}; may have started earlier.', { since })}{' '}
        {outstanding === null ? null : say('Unpaid: {sum}.', { sum: amount(outstanding, currency) })}{' '}
        {kmsStatus === null ? null : say('KMS account status: {status}.', { status: printable(kmsStatus) })}
      </p>
      <dl>
        <div>
          <dt>{say('KMS rejects all calls')}</dt>
          <dd>
            <b>{clockOf(kmsStopsAt, now, say)}</b>
            <When at={kmsStopsAt} />
          </dd>
        </div>
        <div>
          <dt>{say('ACK deletes Pro clusters')}</dt>
          <dd>
            <b>{clockOf(clusterDeletionAt, now, say)}</b>
            <When at={clusterDeletionAt} />
          </dd>
        </div>
      </dl>
    </div>
  );
}

function Balance({
  spend: { available, cash, credit, currency, upcoming },
  page: { say },
}: {
  spend: ReportSpend;
  page: Page;
}) {
  return (
    <div class="card">
      <h3>{say('Balance')}</h3>
      <p class="big">{amount(available, currency)}</p>
      <p class="note">
        {available === null
          ? say('The balance could not be read.')
          : say('cash {cash}, credit {credit}', {
              cash: amount(cash, currency),
              credit: amount(credit, currency),
            })}
      </p>
      {upcoming.length === 0 ? null : (
        <ul class="plain">
          {upcoming.slice(0, 5).map(({ date, what, amount: due }) => (
            <li>
              {date} {printable(what)} <b>{amount(due, currency)}</b>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Runway({
  spend: { runwayDays, runwayRange, accountBurnPerDay, currency },
  page: { say },
}: {
  spend: ReportSpend;
  page: Page;
}) {
  const { low = null, high = null } = runwayRange ?? {};
  return (
    <div class="card">
      <h3>{say('Runway')}</h3>
      <p class="big">{runwayDays === null ? '–' : say('{n} {n:day|days}', { n: Math.floor(runwayDays) })}</p>
      {low === null || (high !== null && Math.floor(low) === Math.floor(high)) ? null : (
        <p class="note">
          {high === null
            ? say('at least {low} {low:day|days}', { low: Math.floor(low) })
            : say('between {low} and {high} days', { low: Math.floor(low), high: Math.floor(high) })}
        </p>
      )}
      <p class="note">
        {say('Total spend of the account: {sum} a day.', { sum: amount(accountBurnPerDay, currency) })}
      </p>
    </div>
  );
}

function Month({ spend, page: { say } }: { spend: ReportSpend; page: Page }) {
  const { monthToDate, forecast, budget, currency } = spend;
  const whole = Math.max(Number(budget ?? 0), Number(forecast ?? 0), Number(monthToDate ?? 0)) * 1.05 || 1;
  const facts = {
    spent: amount(monthToDate, currency),
    forecast: amount(forecast, currency),
    budget: amount(budget, currency),
  };
  const label =
    spendSoFar(spend, say) ??
    (budget === null
      ? say('{spent} this month, {forecast} expected, no budget', facts)
      : say('{spent} this month, {forecast} expected, budget {budget}', facts));
  const over = budget !== null && forecast !== null && Number(forecast) > Number(budget);
  return (
    <div class={over ? 'card over' : 'card'}>
      <h3>{say('KMS this month')}</h3>
      <p class="big">{amount(monthToDate, currency)}</p>
      <Meter
        filled={Number(monthToDate ?? 0) / whole}
        expected={Number(forecast ?? 0) / whole}
        mark={budget === null ? null : Number(budget) / whole}
        label={label}
      />
      <p class="note">
        {over ? <Icon shape="high" /> : null} {label}
      </p>
    </div>
  );
}

function Daily({ spend: { daily, currency }, page: { say } }: { spend: ReportSpend; page: Page }) {
  const first = daily[0];
  const last = daily.at(-1);
  if (!first || !last) return null;
  const label = say('KMS spend by day, {from} to {to}; the last day {sum}.', {
    from: first.date,
    to: last.date,
    sum: amount(last.amount, currency),
  });
  return (
    <figure class="card daily">
      <figcaption>{label}</figcaption>
      <BarChart
        points={daily.map(({ date, amount: value }) => ({ date, value: Number(value) }))}
        least={0}
        label={label}
        format={(value) => `${value}`}
      />
    </figure>
  );
}
