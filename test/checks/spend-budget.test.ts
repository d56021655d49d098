import { expect, test } from 'vitest';
import { spendBudget } from '../../shared/checks/spend-budget.ts';
import type { Money } from '../../shared/model/money.ts';
import { ACCOUNT, balance, days, denied, money, NOW, policy, seen, spendDays } from '../builders.ts';

function evaluate(monthlyBudget: string | number | null, given: Partial<Money> = {}, now = NOW) {
  return spendBudget.evaluate({ money: money(given) }, policy({ monthlyBudget }), now);
}

const none = seen({ currency: null, days: [], reconciled: null, readAt: days(-1) });

/** 21 days at 6.37 are 133.77, all 30 are 191.10. */
test.each([
  { budget: '191.11', status: 'pass' },
  { budget: 191.1, status: 'pass' },
  { budget: '191.09', status: 'fail', severity: undefined },
  { budget: '133.77', status: 'fail', severity: undefined },
  { budget: '133.76', status: 'fail', severity: 'high' },
  { budget: 0, status: 'fail', severity: 'high' },
  { budget: null, status: 'skipped' },
])('a budget of $budget: $status $severity', ({ budget, status, severity }) => {
  const [verdict] = evaluate(budget);
  expect(verdict).toMatchObject({ resource: ACCOUNT, status });
  expect(verdict?.severity).toBe(severity);
});

test('the month is that of Shanghai: at 00:10 on the 1st nothing of it is spent yet', () => {
  const dailySpend = seen({
    currency: 'CNY' as const,
    days: spendDays({ count: 40, last: '2026-11-29' }),
    reconciled: null,
    readAt: days(6),
  });
  expect(evaluate('200', { dailySpend }, new Date('2026-11-30T16:10:00Z'))).toMatchObject([
    { status: 'pass', evidence: { month: '2026-12', toDate: '0.00', forecast: '197.47', through: null } },
  ]);
  expect(evaluate('184', { dailySpend }, new Date('2026-11-30T15:50:00Z'))).toMatchObject([
    { status: 'fail', severity: 'high', evidence: { month: '2026-11', toDate: '184.73' } },
  ]);
});

test.each([
  { when: 'the spend is denied', given: { dailySpend: denied() } },
  { when: 'the balance is in another currency', given: { balance: balance({ currency: 'USD' }) } },
  { when: 'nothing was ever billed', given: { dailySpend: none } },
])('$when: unknown', ({ given }) => {
  expect(evaluate('100', given)).toMatchObject([{ resource: ACCOUNT, status: 'unknown' }]);
});

test.each([
  { budget: '44.58', status: 'fail', severity: 'high', text: 'at least {toDate}' },
  { budget: '44.59', status: 'unknown', severity: undefined, text: 'reads {unread} more' },
  { budget: '1000', status: 'unknown', severity: undefined, text: 'reads {unread} more' },
])(
  'seven days of the month at 6.37 and a budget of $budget: $status',
  ({ budget, status, severity, text }) => {
    const week = spendDays({ count: 7 });
    const dailySpend = seen({ currency: null, days: week, reconciled: null, readAt: days(-1) });
    const [verdict] = evaluate(budget, { dailySpend });
    expect(verdict).toMatchObject({ status, evidence: { toDate: '44.59', unread: 14 } });
    expect(verdict?.severity).toBe(severity);
    expect(verdict?.summary).toContain(text);
  },
);

test('a balance that is not seen keeps nobody from judging the bills', () => {
  expect(evaluate('100', { balance: denied() })).toMatchObject([{ status: 'fail', severity: 'high' }]);
});
