import { type Anomaly, type Driver, findAnomaly } from '../money/anomaly.ts';
import { daysLeft } from '../money/bill-days.ts';
import type { Text } from '../text/zh.ts';
import { defineCheck, fail, pass, READ_ON, unknown } from './define-check.ts';

const SAYS: Readonly<Record<Driver['kind'], Text>> = {
  calls: 'KMS cost {amount} {currency} on {date}, usually about {usual}: more calls ({item}: {from} → {to}).',
  keys: 'KMS cost {amount} {currency} on {date}, usually about {usual}: more hosting ({item}: {from} → {to}).',
  instance:
    'KMS cost {amount} {currency} on {date}, usually about {usual}: an instance is new or costs more ({item}).',
  price:
    'KMS cost {amount} {currency} on {date}, usually about {usual}: higher price ({item}: {from} → {to}).',
  unknown: 'KMS cost {amount} {currency} on {date}, usually about {usual}; the bills do not show why.',
};

export const spendAnomaly = defineCheck({
  id: 'spend-anomaly',
  order: 280,
  title: 'KMS spend is at its usual level',
  headline: 'unusual KMS spend',
  severity: 'medium',
  job: 'spend',
  resource: 'account',
  reads: ['money'],
  sources: ['dailySpend', 'kmsUsage'],
  supports: ['iso-27001-2022:A.8.6'],
  why: 'A jump in KMS calls means a runaway client, a restart loop, or somebody reading every Secret.',
  judged:
    'Compares each of the last three billed days with the same weekdays before: fails above the median by five times the usual deviation, a third of the median, and a relevant amount. Subscription orders do not count, and a level that held for a week is usual. Unknown with fewer than six billed days, and after the first run, which reads only the last seven days, unless one of them stands out.',
  remedy: 'Check in ActionTrail who called KMS that day, and the cost by key in the report.',
  page: 'events',
  evaluate: ({ money: { account, dailySpend, kmsUsage } }) => {
    const target = { id: account };
    if (!dailySpend.seen) return [unknown(target, dailySpend)];
    const { days, currency } = dailySpend.value;
    const found = findAnomaly(days, kmsUsage.seen ? kmsUsage.value : null, currency ?? 'CNY');
    if (found === 'few')
      return [unknown(target, 'Too few billed days to know the usual level.', { days: days.length })];
    const left = daysLeft(dailySpend.value).length;
    if (found === null && left > 0)
      return [
        unknown(
          target,
          'The last {read} billed {read:day|days} are at one level; the next run reads {left} more {left:day|days} to compare with.',
          { read: days.length, left },
          { severity: 'info', remedy: READ_ON },
        ),
      ];
    if (found === null) return [pass(target, 'The last days are at the usual level.')];
    return [fail(target, SAYS[found.driver.kind], factsOf(found, currency ?? ''))];
  },
});

function factsOf({ date, amount, usual, driver }: Anomaly, currency: string) {
  const { kind, item, more, from, to } = driver;
  return { date, amount, usual, currency, driver: kind, item, more, from, to };
}
