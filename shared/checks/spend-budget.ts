import { compareAmounts, parseAmount } from '../money/amount.ts';
import { dayOf } from '../money/calendar.ts';
import { monthSpend } from '../money/month.ts';
import { defineCheck, fail, pass, skipped, unknown } from './define-check.ts';

export const spendBudget = defineCheck({
  id: 'spend-budget',
  order: 270,
  title: 'Account keeps its monthly budget for KMS',
  severity: 'medium',
  job: 'spend',
  resource: 'account',
  reads: ['money'],
  sources: ['balance', 'dailySpend'],
  decides: ['iso-27001-2022:A.8.6'],
  why: 'KMS is billed by calls; a client that reads Secrets in a loop costs more than it should long before anybody looks at the bill.',
  judged:
    'Pay-as-you-go spend of KMS of the month, in Asia/Shanghai, against policy.monthlyBudget. High when it is over the budget already, medium when the forecast for the month is. Skipped without a budget; unknown when bills and balance are in different currencies.',
  remedy:
    'Find out which key is called so often in the report, then repair the client, or raise policy.monthlyBudget.',
  page: 'billing',
  policyWarning: ({ monthlyBudget }) =>
    monthlyBudget !== null && Number(monthlyBudget) === 0 ? NO_BUDGET : null,
  evaluate: ({ money }, { monthlyBudget }, now) => {
    const { account, dailySpend, balance } = money;
    const target = { id: account };
    const budget = monthlyBudget === null ? null : parseAmount(monthlyBudget);
    if (budget === null) return [skipped(target, 'No budget is set.')];
    if (!dailySpend.seen) return [unknown(target, dailySpend)];
    const { currency, days } = dailySpend.value;
    if (balance.seen && currency !== null && balance.value.currency !== currency)
      return [
        unknown(target, 'The balance is in {currency}, but bills are in {billed}.', {
          currency: balance.value.currency,
          billed: currency,
        }),
      ];
    const spent = monthSpend(days, dayOf(now));
    if (!spent) return [unknown(target, 'No day was billed yet, so nobody can tell what the month costs.')];
    const { month, toDate, forecast, low, high, through } = spent;
    const facts = { month, budget, currency, toDate, forecast, low, high, through };
    if (compareAmounts(toDate, budget) > 0)
      return [
        fail(
          target,
          'KMS has cost {toDate} {currency} in {month}, more than the budget of {budget}; {forecast} is expected by its end.',
          facts,
          { severity: 'high' },
        ),
      ];
    if (compareAmounts(forecast, budget) > 0)
      return [
        fail(
          target,
          'KMS is expected to cost {forecast} {currency} in {month} ({low} to {high}), more than the budget of {budget}; so far it is {toDate}.',
          facts,
        ),
      ];
    return [pass(target, 'KMS is expected to stay within the budget of the month.', facts)];
  },
});

const NO_BUDGET = {
  id: 'budget',
  summary: 'A policy.monthlyBudget of 0 is over with the first call of KMS.',
  evidence: {},
  remedy: 'Set the amount that KMS may cost in a month, or null for no budget.',
} as const;
