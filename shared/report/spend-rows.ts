import type { Policy } from '../config/policy.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { Amount, DailySpend, Money } from '../model/money.ts';
import type { ReportArrears, ReportSpend } from '../model/report.ts';
import type { ObservedPart, Parts, Snapshot } from '../model/snapshot.ts';
import { cents, parseAmount } from '../money/amount.ts';
import { isRecentStatus, standingOf } from '../money/arrears.ts';
import { dayOf } from '../money/calendar.ts';
import { idleKeys } from '../money/idle-keys.ts';
import { keyCosts } from '../money/key-costs.ts';
import { type MonthSpend, monthSpend } from '../money/month.ts';
import { priceList } from '../money/prices.ts';
import { runwayOf } from '../money/runway.ts';
import { upcomingPayments } from '../money/upcoming.ts';

/** The money of one account, as its jobs saw it last; nothing when nobody looked. */
export function spendRow(
  { id, results }: AccountResult,
  { now, policy }: { now: Date; policy: Policy },
): ReportSpend[] {
  const parts: Snapshot['parts'] = Object.assign({}, ...results.map((result) => result.parts));
  const money = parts.money?.seen ? parts.money.value : null;
  if (!money) return [];
  const { balance, dailySpend } = money;
  const held = balance.seen ? balance.value : null;
  const days = dailySpend.seen ? dailySpend.value.days : [];
  const currency = held?.currency ?? (dailySpend.seen ? dailySpend.value.currency : null) ?? '';
  const month = dailySpend.seen ? wholeMonth(dailySpend.value, now) : null;
  const budget = policy.monthlyBudget === null ? null : parseAmount(policy.monthlyBudget);
  return [
    {
      account: id,
      currency,
      payer: held?.payer ?? id,
      available: held && cents(held.available),
      cash: inCents(held?.cash),
      credit: inCents(held?.credit),
      monthToDate: month?.toDate ?? null,
      forecast: month?.forecast ?? null,
      budget: budget && cents(budget),
      daily: days.map(({ date, kms }) => ({ date, amount: cents(kms) })),
      ...runwayIn(money, parts, now),
      arrears: arrearsIn(money, parts, now),
      ...costsIn(money, parts, currency),
    },
  ];
}

/** Null also while days of it are still to be read. */
function wholeMonth(spend: DailySpend, now: Date): MonthSpend | null {
  const month = monthSpend(spend, dayOf(now));
  return month?.unread === 0 ? month : null;
}

function inCents(amount: Amount | null | undefined): Amount | null {
  return amount ? cents(amount) : null;
}

function value<P extends ObservedPart>(parts: Snapshot['parts'], part: P): Parts[P] | null {
  const observation = parts[part];
  return observation?.seen ? observation.value : null;
}

type Runway = Pick<ReportSpend, 'accountBurnPerDay' | 'runwayDays' | 'runwayRange' | 'upcoming'>;

/** An account that another one pays for has no runway of its own. */
function runwayIn(
  { account, balance, bills, dailySpend }: Money,
  parts: Snapshot['parts'],
  now: Date,
): Runway {
  const none = { accountBurnPerDay: null, runwayDays: null, runwayRange: null, upcoming: [] };
  if (!balance.seen || !dailySpend.seen || balance.value.payer !== account) return none;
  const { currency, days } = dailySpend.value;
  const held = balance.value.currency;
  if (currency !== null && held !== null && currency !== held) return none;
  const today = dayOf(now);
  const upcoming = bills.seen ? upcomingPayments(bills.value, value(parts, 'instances') ?? [], today) : [];
  const runway = runwayOf(balance.value.available, days, upcoming, today);
  if (!runway) return { ...none, upcoming };
  return {
    accountBurnPerDay: runway.burnPerDay,
    runwayDays: runway.days,
    runwayRange: { low: runway.low, high: runway.high },
    upcoming,
  };
}

function arrearsIn(money: Money, parts: Snapshot['parts'], now: Date): ReportArrears | null {
  const { kmsStatus } = parts;
  const statuses = kmsStatus?.seen && isRecentStatus(kmsStatus.at, now) ? kmsStatus.value : [];
  const standing = standingOf(money, statuses, now);
  return standing.kind === 'overdue' ? standing.arrears : null;
}

function costsIn(
  { kmsUsage, hostedKeys }: Money,
  parts: Snapshot['parts'],
  currency: string,
): Pick<ReportSpend, 'keys' | 'idleKeys' | 'prices'> {
  const prices = priceList(currency);
  const keys = keyCosts({
    keys: value(parts, 'keys') ?? [],
    activity: value(parts, 'activity') ?? [],
    usage: kmsUsage.seen ? kmsUsage.value : null,
    prices,
  });
  const clusters = value(parts, 'clusters');
  const idle = hostedKeys.seen && clusters ? idleKeys(hostedKeys.value, clusters) : null;
  return {
    keys,
    idleKeys: (idle ?? []).map(({ id }) => id),
    prices: prices && { list: prices.list, date: prices.date, source: prices.source },
  };
}
