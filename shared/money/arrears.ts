import type { KmsStatus } from '../model/kms.ts';
import type { Amount, Money } from '../model/money.ts';
import type { Unseen } from '../model/observation.ts';
import type { KmsStanding, ReportArrears } from '../model/report.ts';
import { cents, isNegative, isPositive, sum } from './amount.ts';

const DAY_MS = 86_400_000;
/** More than seven days unpaid, KMS refuses every call and the control of clusters is lost. Source: KMS, Overdue payments. */
const KMS_STOPS_AFTER = 7;
/** After fifteen days ACK deletes Pro clusters. Source: ACK, Overdue payments. */
const CLUSTERS_DELETED_AFTER = 15;
const RECENT_MS = 6 * 3_600_000;

/** What is known of unpaid bills. */
export type Standing =
  | { kind: 'paid' /** Bills that wait although the balance covers them. */; waiting: Amount | null }
  | { kind: 'overdue'; arrears: ReportArrears }
  /** The balance could not be read, or there are unpaid bills that credit may cover. */
  | { kind: 'unknown'; unpaidSince: string | null; why: Unseen };

/**
 * Whether the account is overdue. KMS says so itself when it is InDebt or Suspended; else a balance below zero does. An unpaid
 * bill alone does not, because a customer with credit has some all the time; but it tells since when.
 */
export function standingOf(
  money: Pick<Money, 'balance' | 'bills' | 'overdueSince'>,
  statuses: readonly KmsStatus[],
  now: Date,
): Standing {
  const kmsStatus = worstStatus(statuses);
  const { balance, bills } = money;
  const unpaid = bills.seen ? bills.value.unpaid : [];
  const outstanding = unpaid.length > 0 ? cents(sum(unpaid.flatMap((bill) => bill.outstanding ?? []))) : null;
  if (isSign(money, kmsStatus))
    return { kind: 'overdue', arrears: arrearsOf(money, outstanding, kmsStatus, now) };
  if (!balance.seen) return { kind: 'unknown', unpaidSince: unpaid[0]?.due ?? null, why: balance };
  return { kind: 'paid', waiting: outstanding };
}

function arrearsOf(
  { balance, bills, overdueSince }: Pick<Money, 'balance' | 'bills' | 'overdueSince'>,
  outstanding: Amount | null,
  kmsStatus: KmsStanding | null,
  now: Date,
): ReportArrears {
  // With credit some bills are unpaid all the time, so they do not tell when it was used up.
  const credit = balance.seen ? balance.value.credit : null;
  const hasCredit = credit !== null && isPositive(credit);
  const [oldest] = bills.seen && !hasCredit ? bills.value.unpaid : [];
  const since = oldest?.due ?? overdueSince ?? now.toISOString();
  return {
    since,
    sinceSource: oldest ? 'bill' : 'first-seen',
    sinceIsBound: !oldest || !bills.seen || bills.missing !== undefined,
    outstanding: outstanding ?? owedOf(balance),
    kmsStatus,
    kmsStopsAt: after(since, KMS_STOPS_AFTER),
    clusterDeletionAt: after(since, CLUSTERS_DELETED_AFTER),
  };
}

/** A debt that was paid hours ago must not count because the job that would see it stands still. */
export function isRecentStatus(at: string, now: Date): boolean {
  return now.getTime() - Date.parse(at) < RECENT_MS;
}

/** A sign that the account is overdue now. */
export function isSign({ balance }: Pick<Money, 'balance'>, kmsStatus: KmsStanding | null): boolean {
  const isBelow = balance.seen && isNegative(balance.value.available);
  return isBelow || kmsStatus === 'InDebt' || kmsStatus === 'Suspended';
}

/** Regions in which KMS itself says that the account is overdue. */
export function overdueRegions(statuses: readonly KmsStatus[]): Set<string> {
  const isOverdue = (told: KmsStanding | null): boolean => told === 'InDebt' || told === 'Suspended';
  return new Set(statuses.filter((one) => isOverdue(worstStatus([one]))).map(({ region }) => region));
}

/** Of all regions; null when none was seen. A refusal tells it too. An old English page prints InDebt as Index. */
export function worstStatus(statuses: readonly KmsStatus[]): KmsStanding | null {
  const found = statuses.map(({ status }) => {
    const told = status.seen ? status.value : status.because === 'overdue' ? (status.code ?? '') : '';
    if (told === 'Suspended' || told === 'Forbidden.InDebtOverdue') return 'Suspended';
    if (told === 'InDebt' || told === 'Index' || told.startsWith('Forbidden.InDebt')) return 'InDebt';
    return told === 'Enabled' ? 'Enabled' : null;
  });
  for (const standing of ['Suspended', 'InDebt', 'Enabled'] as const)
    if (found.includes(standing)) return standing;
  return null;
}

/** Days until a moment, begun ones as whole; zero or below when it is past. */
export function daysUntil(at: string, now: Date): number {
  return Math.ceil((Date.parse(at) - now.getTime()) / DAY_MS);
}

function after(since: string, days: number): string {
  return new Date(Date.parse(since) + days * DAY_MS).toISOString();
}

function owedOf(balance: Money['balance']): Amount | null {
  if (!balance.seen || !isNegative(balance.value.available)) return null;
  return cents(balance.value.available.replace(/^-/, ''));
}
