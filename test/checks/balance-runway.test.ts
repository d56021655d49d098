import { expect, test } from 'vitest';
import { balanceRunway } from '../../shared/checks/balance-runway.ts';
import type { Instance } from '../../shared/model/kms.ts';
import type { DailySpend, Money, SpendDay } from '../../shared/model/money.ts';
import { unseen } from '../../shared/model/observation.ts';
import {
  ACCOUNT,
  balance,
  bills,
  days,
  denied,
  instance,
  money,
  NOW,
  policy,
  seen,
  spendDays,
} from '../builders.ts';

function evaluate(given: Partial<Money>, instances: readonly Instance[] = []) {
  return balanceRunway.evaluate({ money: money(given), instances }, policy(), NOW);
}

const spend = (of: SpendDay[], currency: DailySpend['currency'] = 'CNY') =>
  seen({ currency, days: of, reconciled: null, readAt: days(-1) });
/** Lasts for so many days after today: two days are not billed yet, the last one begins before it is used up. */
const lasting = (count: number) => balance({ available: `${60 * (count + 2) - 1}` });
const noisy = spendDays({ account: (date) => (Number(date.slice(-2)) % 2 === 0 ? '20' : '100') });
const order = { id: 'o-1', product: 'kms', commodity: 'kms_ddi_public_cn', amount: '9200', at: days(-20) };

test.each([
  { when: 'months', given: {}, status: 'pass', days: 165 },
  { when: '31 days', given: { balance: lasting(31) }, status: 'pass', days: 31 },
  { when: '30 days', given: { balance: lasting(30) }, status: 'fail', severity: 'medium', days: 30 },
  { when: '15 days', given: { balance: lasting(15) }, status: 'fail', severity: 'medium', days: 15 },
  { when: '14 days', given: { balance: lasting(14) }, status: 'fail', severity: 'high', days: 14 },
  {
    when: 'nothing',
    given: { balance: balance({ available: '0' }) },
    status: 'fail',
    severity: 'high',
    days: 0,
  },
  {
    when: 'years, because nothing is spent',
    given: { dailySpend: spend(spendDays({ account: () => '0' })) },
    status: 'pass',
    days: null,
  },
])('money for $when: $status', ({ given, status, severity, days }) => {
  const [verdict] = evaluate(given);
  expect(verdict).toMatchObject({ resource: ACCOUNT, status, evidence: { days } });
  expect(verdict?.severity).toBe(severity);
});

test('thresholds are those of the policy', () => {
  const judge = (runwayDays: { warn: number; fail: number }) =>
    balanceRunway.evaluate({ money: money(), instances: [] }, policy({ runwayDays }), NOW);
  expect(judge({ warn: 164, fail: 1 })).toMatchObject([{ status: 'pass' }]);
  expect(judge({ warn: 165, fail: 1 })).toMatchObject([{ status: 'fail', severity: 'medium' }]);
  expect(judge({ warn: 200, fail: 165 })).toMatchObject([{ status: 'fail', severity: 'high' }]);
});

test('bounds that are one value are not shown, and an upper one out of sight is left out', () => {
  const available = balance({ available: '1500' });
  expect(evaluate({ balance: available, dailySpend: spend(noisy) })).toMatchObject([
    { status: 'fail', summary: expect.stringContaining('{days:day|days} at {burnPerDay}') },
  ]);
  const wild = spendDays({ count: 4, account: (date) => (Number(date.slice(-2)) % 2 === 0 ? '1' : '119') });
  expect(evaluate({ balance: available, dailySpend: spend(wild) })).toMatchObject([
    { status: 'fail', summary: expect.stringContaining('(at least {low})'), evidence: { high: null } },
  ]);
});

test('the renewal of an instance is paid from the same balance', () => {
  const expected = { bills: bills({ orders: [order] }) };
  const ends = (count: number) => [instance({ endDate: seen(days(count)) })];
  expect(evaluate(expected, ends(10))).toMatchObject([
    { status: 'fail', severity: 'high', evidence: { upcoming: ['2026-12-03 kms_ddi_public_cn 9200'] } },
  ]);
  expect(evaluate(expected, ends(100))).toMatchObject([{ status: 'pass', evidence: { days: 100 } }]);
});

test('a balance below zero is told by the clock of the arrears', () => {
  expect(evaluate({ balance: balance({ available: '-0.01' }), dailySpend: denied() })).toMatchObject([
    { status: 'fail', severity: 'high', explainedBy: 'arrears-clock' },
  ]);
});

test.each([
  {
    when: 'another account pays',
    given: { balance: balance({ payer: '9', available: '-5' }) },
    status: 'skipped',
  },
  { when: 'the balance is denied', given: { balance: denied() }, status: 'unknown' },
  { when: 'the spend is denied', given: { dailySpend: denied() }, status: 'unknown' },
  {
    when: 'days are in another currency',
    given: { dailySpend: spend(spendDays(), 'USD') },
    status: 'unknown',
  },
  { when: 'bills are in another currency', given: { bills: bills({ currency: 'JPY' }) }, status: 'unknown' },
  { when: 'nothing was ever billed', given: { dailySpend: spend([], null) }, status: 'unknown' },
  { when: 'bills have no currency yet', given: { bills: bills({ currency: null }) }, status: 'pass' },
  { when: 'bills are not seen', given: { bills: unseen('unreachable', 'x') }, status: 'pass' },
])('$when: $status', ({ given, status }) => {
  expect(evaluate(given)).toMatchObject([{ resource: ACCOUNT, status }]);
});
