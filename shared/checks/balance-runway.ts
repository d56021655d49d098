import type { Policy } from '../config/policy.ts';
import type { Balance, Bills, DailySpend } from '../model/money.ts';
import { isNegative } from '../money/amount.ts';
import { dayOf } from '../money/calendar.ts';
import { type Runway, runwayOf } from '../money/runway.ts';
import { type Upcoming, upcomingPayments } from '../money/upcoming.ts';
import type { Text } from '../text/zh.ts';
import { arrearsClock } from './arrears-clock.ts';
import { defineCheck, fail, pass, skipped, unknown, type Verdict } from './define-check.ts';
import { noHorizon } from './no-horizon.ts';

export const balanceRunway = defineCheck({
  id: 'balance-runway',
  order: 260,
  title: 'Balance covers the coming weeks',
  headline: 'balance runs out soon',
  severity: 'medium',
  job: 'spend',
  resource: 'account',
  reads: ['money', 'instances'],
  sources: ['balance', 'bills', 'dailySpend'],
  decides: ['iso-27001-2022:A.8.6'],
  why: 'When the balance runs out, KMS stops a week later, and with it every encrypted cluster.',
  judged:
    'Compares the available amount (cash and credit) with the expected spend of the whole account: weekly pattern and level of the last two weeks, plus subscriptions that are expected to renew. High when it lasts no longer than runwayDays.fail, medium up to runwayDays.warn. The range holds in four of five cases. Costs paid by another account are skipped.',
  remedy: 'Top up the account, or raise its credit, before the balance runs out.',
  command: 'aliyun bssopenapi QueryAccountBalance',
  page: 'billing',
  policyWarning: ({ runwayDays }) => noHorizon('balance-runway', 'policy.runwayDays.warn', runwayDays.warn),
  evaluate: ({ money, instances }, policy, now) => {
    const { account, balance, dailySpend, bills } = money;
    const target = { id: account };
    if (!balance.seen) return [unknown(target, balance)];
    const { payer, available, currency } = balance.value;
    if (payer !== account) return [skipped(target, 'Paid by account {payer}.', { payer })];
    if (isNegative(available))
      return [
        fail(
          target,
          'The balance is used up.',
          { available, currency, days: 0 },
          { severity: 'high', explainedBy: arrearsClock.id },
        ),
      ];
    if (!dailySpend.seen) return [unknown(target, dailySpend)];
    const today = dayOf(now);
    const upcoming = bills.seen ? upcomingPayments(bills.value, instances, today) : [];
    if (!isOneCurrency(balance.value, dailySpend.value, bills.seen ? bills.value : null))
      return [
        unknown(target, 'The balance is in {currency}, the bills in {billed}.', {
          currency,
          billed: dailySpend.value.currency ?? (bills.seen ? bills.value.currency : null),
        }),
      ];
    const runway = runwayOf(available, dailySpend.value.days, upcoming, today);
    if (!runway) return [unknown(target, 'No billed days yet; the runway is unknown.')];
    return [judge(target, balance.value, runway, upcoming, policy)];
  },
});

function isOneCurrency({ currency }: Balance, spend: DailySpend, bills: Bills | null): boolean {
  return [spend.currency, bills?.currency ?? null].every(
    (billed) => billed === null || currency === null || billed === currency,
  );
}

function judge(
  target: { id: string },
  { available, currency }: Balance,
  { days, low, high, burnPerDay, known }: Runway,
  upcoming: readonly Upcoming[],
  { runwayDays: { warn, fail: short } }: Policy,
): Verdict {
  const facts = {
    available,
    currency,
    days,
    low,
    high,
    burnPerDay,
    known,
    upcoming: upcoming.slice(0, 5).map(({ date, what, amount }) => `${date} ${what} ${amount}`),
  };
  if (days === null) return pass(target, 'At the current spend, the balance lasts for years.', facts);
  if (days > warn) return pass(target, 'The balance lasts for {days} {days:day|days}.', facts);
  const severity = days <= short ? 'high' : 'medium';
  return fail(target, sentenceOf(low, high), facts, { severity });
}

/** A range of one value is one value. */
function sentenceOf(low: number, high: number | null): Text {
  if (high === null)
    return 'The balance of {available} {currency} lasts about {days} {days:day|days} (at least {low}) at {burnPerDay} {currency} a day.';
  return low === high
    ? 'The balance of {available} {currency} lasts about {days} {days:day|days} at {burnPerDay} {currency} a day.'
    : 'The balance of {available} {currency} lasts about {days} {days:day|days} ({low} to {high}) at {burnPerDay} {currency} a day.';
}
