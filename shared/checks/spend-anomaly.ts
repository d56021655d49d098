import { type Anomaly, type Driver, findAnomaly } from '../money/anomaly.ts';
import type { Text } from '../text/zh.ts';
import { defineCheck, fail, pass, unknown } from './define-check.ts';

const SAYS: Readonly<Record<Driver['kind'], Text>> = {
  calls:
    'KMS cost {amount} {currency} on {date} instead of about {usual}: more calls ({item}: {to} instead of {from}).',
  keys: 'KMS cost {amount} {currency} on {date} instead of about {usual}: more is hosted ({item}: {to} instead of {from}).',
  instance:
    'KMS cost {amount} {currency} on {date} instead of about {usual}: an instance is new or costs more ({item}).',
  price:
    'KMS cost {amount} {currency} on {date} instead of about {usual}: the price rose ({item}: {to} instead of {from}).',
  unknown: 'KMS cost {amount} {currency} on {date} instead of about {usual}; the bills do not tell why.',
};

export const spendAnomaly = defineCheck({
  id: 'spend-anomaly',
  order: 280,
  title: 'Account spends on KMS what it usually does',
  severity: 'medium',
  job: 'spend',
  resource: 'account',
  reads: ['money'],
  sources: ['dailySpend', 'kmsUsage'],
  supports: ['iso-27001-2022:A.8.6'],
  why: 'A leap in KMS calls is a runaway client, a restart loop, or somebody who reads every Secret.',
  judged:
    'Each of the last three billed days against the same weekdays before: it fails above the median by five times the usual deviation, a third of it, and an amount that matters. Orders of subscriptions do not count, and a level that held for a week is usual. Unknown with fewer than six days of bills.',
  remedy: 'Look in ActionTrail who called KMS that day, and at the cost by key in the report.',
  page: 'events',
  evaluate: ({ money: { account, dailySpend, kmsUsage } }) => {
    const target = { id: account };
    if (!dailySpend.seen) return [unknown(target, dailySpend)];
    const { days, currency } = dailySpend.value;
    const found = findAnomaly(days, kmsUsage.seen ? kmsUsage.value : null, currency ?? 'CNY');
    if (found === 'few')
      return [unknown(target, 'Too few days were billed to tell what is usual.', { days: days.length })];
    if (found === null) return [pass(target, 'The last days cost what they usually do.')];
    return [fail(target, SAYS[found.driver.kind], factsOf(found, currency ?? ''))];
  },
});

function factsOf({ date, amount, usual, driver }: Anomaly, currency: string) {
  const { kind, item, more, from, to } = driver;
  return { date, amount, usual, currency, driver: kind, item, more, from, to };
}
