import { expect, test } from 'vitest';
import { spendAnomaly } from '../../shared/checks/spend-anomaly.ts';
import type { Money, SpendDay, UsageDay, UsageItem } from '../../shared/model/money.ts';
import { ACCOUNT, days, denied, money, NOW, policy, seen, spendDays } from '../builders.ts';

const LAST = '2026-11-21';

function evaluate(given: Partial<Money>) {
  return spendAnomaly.evaluate({ money: money(given) }, policy(), NOW);
}

const spend = (of: SpendDay[]) =>
  seen({ currency: 'CNY' as const, days: of, reconciled: null, readAt: days(-1) });
const spike = spend(spendDays({ kms: (date) => (date === LAST ? '186.90' : '6.37') }));

const item: UsageItem = {
  ...{ code: 'api_calls', name: 'API calls, basic keys', productType: 'kms', instance: 'cn-hangzhou' },
  ...{ region: 'China (Hangzhou)', usage: '101500', unit: 'count', listPrice: '0.6', amount: '6.09' },
};

/** Usage of every day as usual, and of the last one with a change. */
function used(usual: readonly UsageItem[], last: readonly UsageItem[]): Money['kmsUsage'] {
  const all = spendDays().map(({ date }): UsageDay => ({ date, items: date === LAST ? last : usual }));
  return seen({ currency: 'CNY', days: all });
}

const key = {
  ...item,
  code: 'key_hsm',
  name: 'Basic hardware key',
  usage: '1',
  listPrice: '0.237',
  amount: '0.24',
};
const hosted = { ...item, code: 'instance', name: 'Instance', productType: 'kms_ppi_public_cn', usage: '1' };

test.each([
  {
    when: 'more calls',
    usage: used([item, key], [{ ...item, usage: '3100000', amount: '186.00' }, key]),
    driver: { driver: 'calls', item: 'API calls, basic keys', to: '3100000', more: '179.91' },
  },
  {
    when: 'more keys',
    usage: used([item, key], [item, { ...key, usage: '760', amount: '180.12' }]),
    driver: { driver: 'keys', item: 'Basic hardware key', to: '760', more: '179.88' },
  },
  {
    when: 'a new instance',
    usage: used([item], [item, { ...hosted, instance: 'kst-1', amount: '180.00' }]),
    driver: { driver: 'instance', item: 'Instance', more: '180.00' },
  },
  {
    when: 'an instance in place of another one',
    usage: used(
      [{ ...hosted, instance: 'kst-1', amount: '180.00' }],
      [{ ...hosted, instance: 'kst-2', amount: '186.90' }],
    ),
    driver: { driver: 'instance', more: '186.90' },
  },
  {
    when: 'a price step',
    usage: used([item], [{ ...item, listPrice: '18', amount: '182.70' }]),
    driver: { driver: 'price', from: '0.6', to: '18', more: '176.61' },
  },
  { when: 'nothing that rose', usage: used([item], [item]), driver: { driver: 'unknown', more: '180.53' } },
  { when: 'no usage that could be read', usage: denied(), driver: { driver: 'unknown', item: '' } },
])('a leap through $when is named', ({ usage, driver }) => {
  expect(evaluate({ dailySpend: spike, kmsUsage: usage })).toMatchObject([
    {
      status: 'fail',
      resource: ACCOUNT,
      evidence: { date: LAST, amount: '186.90', usual: '6.37', currency: 'CNY', ...driver },
    },
  ]);
});

const week = (last: string) => spend(spendDays({ count: 7, kms: (date) => (date === LAST ? last : '6.37') }));

test.each([
  { when: 'stands out', last: '186.90', status: 'fail' },
  { when: 'does not', last: '6.37', status: 'unknown' },
])('of the seven days of a first look the last one $when: $status', ({ last, status }) => {
  expect(evaluate({ dailySpend: week(last) })).toMatchObject([{ resource: ACCOUNT, status }]);
});

test.each([
  { when: 'the usual', given: {}, status: 'pass' },
  { when: 'five days', given: { dailySpend: spend(spendDays({ count: 5 })) }, status: 'unknown' },
  { when: 'no day', given: { dailySpend: spend([]) }, status: 'unknown' },
  { when: 'what is denied', given: { dailySpend: denied() }, status: 'unknown' },
])('$when: $status', ({ given, status }) => {
  expect(evaluate(given)).toMatchObject([{ resource: ACCOUNT, status }]);
});
