import type { Report, ReportArrears, ReportSpend } from '../../model/report.ts';
import type { Say } from '../../text/say.ts';
import { printable, wrap } from '../../text/width.ts';
import { spendSoFar } from '../answer.ts';
import type { Paint } from './paint.ts';

const ACCOUNTS = 5;
const KEYS = 3;
const SPARK_DAYS = 28;
const BARS = '▁▂▃▄▅▆▇█';

/** What the accounts have left, what KMS costs, and the clocks of arrears; those with the least time come first. */
export function moneyList({ spend, accounts }: Report, width: number, say: Say, paint: Paint): string[] {
  const told = [...spend].sort(byUrgency).slice(0, ACCOUNTS);
  if (told.length === 0) return [];
  const several = accounts.length > 1;
  const lines = told.flatMap((entry) => [
    ...(several ? [{ text: say('account {account}', { account: entry.account }), bad: false }] : []),
    ...linesOf(entry, say),
  ]);
  const shown = lines.flatMap(({ text, bad }) =>
    wrap(text, width - 8).map((part, index) => {
      const indented = `    ${index === 0 ? '' : '    '}${part}`;
      return bad ? paint('red', indented) : indented;
    }),
  );
  const more = spend.length - told.length;
  return [
    '',
    `  ${paint('bold', say('Money'))}`,
    ...shown,
    ...(more > 0 ? [`    ${paint('dim', say('and {n} more', { n: more }))}`] : []),
  ];
}

function byUrgency(a: ReportSpend, b: ReportSpend): number {
  const time = ({ arrears, runwayDays }: ReportSpend): number => (arrears ? -1 : (runwayDays ?? 100_000));
  return time(a) - time(b);
}

interface Line {
  text: string;
  bad: boolean;
}

function linesOf(spend: ReportSpend, say: Say): Line[] {
  const plain = [balanceLine(spend, say), monthLine(spend, say), ...keyLines(spend, say)];
  return [
    ...(spend.arrears ? [{ text: arrearsLine(spend.arrears, say), bad: true }] : []),
    ...plain.filter((text) => text !== '').map((text) => ({ text, bad: false })),
  ];
}

function arrearsLine({ since, sinceSource, kmsStopsAt, clusterDeletionAt }: ReportArrears, say: Say): string {
  const facts = { since, kmsStopsAt, clusterDeletionAt };
  return sinceSource === 'bill'
    ? say(
        'Overdue since {since}. KMS stops {kmsStopsAt}; Pro clusters are deleted from {clusterDeletionAt}',
        facts,
      )
    : say(
        'Overdue since {since} at the latest. KMS stops {kmsStopsAt}; Pro clusters are deleted from {clusterDeletionAt}',
        facts,
      );
}

function balanceLine({ account, payer, available, currency, ...spend }: ReportSpend, say: Say): string {
  if (available === null) return say('Balance unknown');
  const balance = say('Balance {available} {currency}', { available, currency });
  if (payer !== account) return say('{balance} (account {payer}, which pays)', { balance, payer });
  const { runwayDays: days, runwayRange, accountBurnPerDay: burn } = spend;
  if (days === null || !runwayRange || burn === null) return balance;
  const { low, high } = runwayRange;
  if (low === high)
    return say('{balance}, lasts about {days} {days:day|days} at {burn} {currency} a day', {
      ...{ balance, days, burn, currency },
    });
  return say('{balance}, lasts about {days} {days:day|days} ({low} to {high}) at {burn} {currency} a day', {
    balance,
    days,
    low,
    burn,
    currency,
    high: high ?? '∞',
  });
}

function monthLine(spend: ReportSpend, say: Say): string {
  const { monthToDate, forecast, budget, currency, daily } = spend;
  if (monthToDate === null || forecast === null) return spendSoFar(spend, say) ?? say('KMS spend unknown');
  const facts = { monthToDate, forecast, currency, bars: sparkline(daily) };
  return budget === null
    ? say('KMS {monthToDate} {currency} this month, {forecast} expected  {bars}', facts)
    : say('KMS {monthToDate} {currency} this month, {forecast} expected, budget {budget}  {bars}', {
        ...facts,
        budget,
      });
}

/** The last four weeks as bars; a day without a bill is a gap. */
function sparkline(daily: ReportSpend['daily']): string {
  const recent = daily.slice(-SPARK_DAYS).map(({ amount }) => Number(amount));
  const most = Math.max(...recent, 0);
  if (most === 0) return '';
  return recent.map((value) => BARS[Math.round((value / most) * (BARS.length - 1))] ?? '').join('');
}

function keyLines({ keys, prices, currency }: ReportSpend, say: Say): string[] {
  const dear = keys.filter(({ total }) => total !== null).slice(0, KEYS);
  if (dear.length === 0) return [];
  const list = dear.map(({ keyId, total }) => `${total} ${printable(keyId)}`).join(' · ');
  const facts = { list, currency, prices: prices?.list ?? '', date: prices?.date ?? '' };
  return [
    prices
      ? say('Most expensive keys (30 days, estimated from {prices} of {date}): {currency} {list}', facts)
      : say('Most expensive keys (30 days, estimated from bills): {currency} {list}', facts),
  ];
}
