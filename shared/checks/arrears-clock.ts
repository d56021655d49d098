import type { Cluster } from '../model/cluster.ts';
import type { Severity } from '../model/finding.ts';
import type { KmsStatus } from '../model/kms.ts';
import type { Money } from '../model/money.ts';
import { isFault } from '../model/observation.ts';
import type { ReportArrears } from '../model/report.ts';
import { isNegative } from '../money/amount.ts';
import { daysUntil, overdueRegions, standingOf } from '../money/arrears.ts';
import type { Text } from '../text/zh.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';

/** Before KMS stops; after that; when clusters may be gone. */
type Phase = 'counting' | 'stopped' | 'deleting';

/** `late`: KMS should have stopped, but was seen not to. */
/** `some-bills`: not all bills could be read, so it may have begun earlier. */
type Source = ReportArrears['sinceSource'] | 'some-bills';

const SAYS: Readonly<Record<Source, Readonly<Record<Phase | 'late', Text>>>> = {
  'some-bills': {
    late: 'Overdue since {since} at the latest (not all bills could be read). KMS should have stopped on {kmsStopsAt} but is still enabled. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).',
    counting:
      'Overdue since {since} at the latest (not all bills could be read). KMS stops and cluster control is lost {kmsStopsAt} at the latest (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).',
    stopped:
      'Overdue since {since} at the latest (not all bills could be read). KMS rejects all calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).',
    deleting:
      'Overdue since {since} at the latest (from the bills that could be read), for more than fifteen days: Pro clusters are being deleted.',
  },
  bill: {
    late: 'Overdue since {since} (oldest unpaid bill). KMS should have stopped on {kmsStopsAt} but is still enabled. Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).',
    counting:
      'Overdue since {since} (oldest unpaid bill). KMS stops and cluster control is lost {kmsStopsAt} (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).',
    stopped:
      'Overdue since {since} (oldest unpaid bill). KMS rejects all calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).',
    deleting:
      'Overdue since {since} (oldest unpaid bill), for more than fifteen days: Pro clusters are being deleted.',
  },
  'first-seen': {
    late: 'Account overdue (first seen {since}). KMS should have stopped on {kmsStopsAt} but is still enabled. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).',
    counting:
      'Account overdue (first seen {since}; may have started earlier). KMS stops and cluster control is lost {kmsStopsAt} (in {kmsDays} d); Pro clusters are deleted from {clusterDeletionAt} (in {deletionDays} d).',
    stopped:
      'Account overdue (first seen {since}). KMS rejects all calls and cluster control is lost. Pro clusters are deleted from {clusterDeletionAt} at the latest (in {deletionDays} d).',
    deleting:
      'Account overdue (first seen {since}), for more than fifteen days: Pro clusters are being deleted.',
  },
};

export const arrearsClock = defineCheck({
  id: 'arrears-clock',
  order: 250,
  title: 'Account pays its bills',
  headline: 'account overdue',
  severity: 'high',
  job: 'spend',
  resource: 'account',
  reads: ['money', 'clusters', 'kmsStatus'],
  sources: ['balance', 'bills'],
  link: 'keyState',
  optional: true,
  linkText: 'The account is overdue',
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'iso-27001-2022:A.8.24',
    'pci-dss-4.0.1:3.5',
    'pci-dss-4.0.1:3.7',
    'nist-800-53:SC-12',
    'nist-800-53:SC-28',
  ],
  why: 'KMS stops and cluster control is lost seven days after an unpaid bill; after fifteen days ACK deletes Pro clusters.',
  judged:
    'Fails when KMS reports the account as overdue or suspended, which is critical at once, or when the balance is below zero: high, and critical when three days or fewer are left until KMS stops. An unpaid bill alone does not fail, because credit may cover it; it dates the debt. A status that KMS reports in one region fails the clusters of that region; while the balance cannot be read, the others are unknown. A good balance is unknown while a fault keeps the status of KMS in a region from being read. Without a bill the days are counted from the first observation.',
  remedy: 'Pay the outstanding bills now, then check that KMS is enabled again in every region.',
  command: 'aliyun bssopenapi QueryAccountBalance',
  page: 'billing',
  evaluate: ({ money, clusters, kmsStatus }, _policy, now) => {
    const { hit, rest } = hitBy(money, clusters, kmsStatus);
    const target = { id: money.account, clusters: hit };
    const standing = standingOf(money, kmsStatus, now);
    if (standing.kind === 'overdue') return [overdue(target, standing.arrears, now), ...notTold(money, rest)];
    const [unread] = kmsStatus.flatMap(({ status }) =>
      status.seen || !isFault(status.because) ? [] : [status],
    );
    // What KMS reported last may be a debt that the balance does not show.
    if (standing.kind === 'paid' && unread) return [unknown(target, unread)];
    if (standing.kind === 'paid')
      return [pass(target, 'No bill is overdue.', { waiting: standing.waiting ?? '0' })];
    const { unpaidSince, why } = standing;
    if (unpaidSince === null) return [unknown(target, why)];
    const text =
      'Bills are unpaid since {unpaidSince}, but the balance could not be read: credit may cover them.';
    return [unknown(target, text, { unpaidSince, because: why.because })];
  },
});

/** All clusters in scope; while only KMS of some regions says so, and no bill does where the balance is not seen, those of these regions. */
function hitBy(
  { balance, bills }: Money,
  clusters: readonly Cluster[],
  statuses: readonly KmsStatus[],
): { hit: string[]; rest: string[] } {
  const inScope = clusters.filter((cluster) => cluster.inScope);
  const regions = overdueRegions(statuses);
  const owes = bills.seen && bills.value.unpaid.length > 0;
  const isBelow = balance.seen ? isNegative(balance.value.available) : owes;
  const isHit = ({ region }: Cluster): boolean => isBelow || regions.size === 0 || regions.has(region);
  const idsOf = (some: readonly Cluster[]): string[] => some.map(({ id }) => id);
  return { hit: idsOf(inScope.filter(isHit)), rest: idsOf(inScope.filter((one) => !isHit(one))) };
}

/** What KMS says of one region is no word about another one: while the balance is not seen, nobody knows of the rest. */
function notTold({ account, balance }: Money, rest: readonly string[]): Verdict[] {
  if (balance.seen || rest.length === 0) return [];
  return [unknown({ id: account, clusters: rest }, balance, {}, { facet: 'rest' })];
}

function overdue(
  target: { id: string; clusters: readonly string[] },
  arrears: ReportArrears,
  now: Date,
): Verdict {
  const kmsDays = daysUntil(arrears.kmsStopsAt, now);
  const deletionDays = daysUntil(arrears.clusterDeletionAt, now);
  const phase: Phase =
    deletionDays <= 0
      ? 'deleting'
      : kmsDays <= 0 || arrears.kmsStatus === 'Suspended'
        ? 'stopped'
        : 'counting';
  const { since, sinceSource, sinceIsBound, outstanding, kmsStatus, kmsStopsAt, clusterDeletionAt } = arrears;
  const source = sinceSource === 'bill' && sinceIsBound ? 'some-bills' : sinceSource;
  const facts = { since, sinceSource, sinceIsBound, outstanding, kmsStatus, kmsStopsAt, clusterDeletionAt };
  return fail(
    target,
    SAYS[source][phase === 'stopped' && kmsStatus === 'Enabled' ? 'late' : phase],
    { ...facts, kmsDays: Math.max(0, kmsDays), deletionDays: Math.max(0, deletionDays) },
    {
      severity: severityOf(arrears, kmsDays),
      stage: `${phase} ${phase === 'counting' ? kmsDays : Math.max(0, deletionDays)}`,
    },
  );
}

function severityOf({ kmsStatus }: ReportArrears, kmsDays: number): Severity {
  const isRefused = kmsStatus === 'InDebt' || kmsStatus === 'Suspended';
  return isRefused || kmsDays <= 3 ? 'critical' : 'high';
}
