import { compareAmounts, parseAmount } from '../money/amount.ts';
import { dayOf } from '../money/calendar.ts';
import { monthSpend } from '../money/month.ts';
import { defineCheck, fail, pass, READ_ON, skipped, unknown } from './define-check.ts';

export const spendBudget = defineCheck({
  id: 'spend-budget',
  order: 270,
  title: 'KMS spend stays within the monthly budget',
  headline: 'KMS over budget',
  severity: 'medium',
  job: 'spend',
  resource: 'account',
  reads: ['money'],
  sources: ['balance', 'dailySpend'],
  decides: ['iso-27001-2022:A.8.6'],
  why: 'KMS is billed by calls; a client that reads Secrets in a loop exceeds its usual cost long before anybody checks the bill.',
  judged:
    'Pay-as-you-go KMS spend of the month (Asia/Shanghai) against policy.monthlyBudget. High when already over the budget, medium when the forecast for the month is. Skipped without a budget; unknown when bills and balance use different currencies, and after the first run, which reads only the last seven days, unless these exceed the budget.',
  remedy:
    'Find the key with the most calls in the report, then repair the client, or raise policy.monthlyBudget.',
  page: 'billing',
  policyWarning: ({ monthlyBudget }) =>
    monthlyBudget !== null && Number(monthlyBudget) === 0 ? NO_BUDGET : null,
  evaluate: ({ money }, { monthlyBudget }, now) => {
    const { account, dailySpend, balance } = money;
    const target = { id: account };
    const budget = monthlyBudget === null ? null : parseAmount(monthlyBudget);
    if (budget === null) return [skipped(target, 'No budget is set.')];
    if (!dailySpend.seen) return [unknown(target, dailySpend)];
    const { currency } = dailySpend.value;
    const held = balance.seen ? balance.value.currency : null;
    if (held !== null && currency !== null && held !== currency)
      return [
        unknown(target, 'The balance is in {currency}, the bills in {billed}.', {
          currency: held,
          billed: currency,
        }),
      ];
    const spent = monthSpend(dailySpend.value, dayOf(now));
    if (!spent) return [unknown(target, 'No billed days yet; the cost of the month is unknown.')];
    const { month, toDate, unread, forecast, low, high, through } = spent;
    const facts = { month, budget, currency, toDate, forecast, low, high, through };
    if (unread > 0 && compareAmounts(toDate, budget) > 0)
      return [
        fail(
          target,
          'KMS cost at least {toDate} {currency} in {month}, over the budget of {budget}; the next run reads {unread} more {unread:day|days}.',
          { ...facts, unread },
          { severity: 'high' },
        ),
      ];
    if (unread > 0)
      return [
        unknown(
          target,
          'KMS cost at least {toDate} {currency} in {month}; the next run reads {unread} more {unread:day|days}.',
          { ...facts, unread },
          { remedy: READ_ON },
        ),
      ];
    if (compareAmounts(toDate, budget) > 0)
      return [
        fail(
          target,
          'KMS cost {toDate} {currency} in {month}, over the budget of {budget}; {forecast} expected by the end of the month.',
          facts,
          { severity: 'high' },
        ),
      ];
    if (compareAmounts(forecast, budget) > 0)
      return [
        fail(
          target,
          'KMS is expected to cost {forecast} {currency} in {month} ({low} to {high}), over the budget of {budget}; {toDate} so far.',
          facts,
        ),
      ];
    const [gap] = dailySpend.missing ?? [];
    if (gap) return [unknown(target, gap, facts)];
    return [pass(target, 'KMS is expected to stay within the budget of the month.', facts)];
  },
});

const NO_BUDGET = {
  id: 'budget',
  summary: 'A policy.monthlyBudget of 0 is exceeded by the first KMS call.',
  evidence: {},
  remedy: 'Set the monthly KMS budget, or null for none.',
} as const;
