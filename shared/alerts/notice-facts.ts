import type { Finding } from '../model/finding.ts';
import type { NoticeFacts } from '../model/notice.ts';
import { cents, sum } from '../money/amount.ts';
import type { AccountView } from './account-view.ts';
import type { AlertContext } from './alert-context.ts';
import { coversAccount, passes } from './channels.ts';
import type { SentFacts } from './ledger.ts';
import type { OpenFinding } from './open-finding.ts';
import type { Receiver } from './receiver.ts';

type Kind = keyof NoticeFacts['findings'];

/** The numbers of the accounts, as far as the filter of a channel covers them. */
export function noticeFacts(
  views: readonly AccountView[],
  { channel: { config }, context }: Receiver,
  before: SentFacts | null,
): NoticeFacts {
  const clusters = { inScope: 0, encrypted: 0, total: 0 };
  const verdicts = { pass: 0, fail: 0, unknown: 0, pending: 0 };
  const findings = { critical: 0, high: 0, medium: 0, low: 0, info: 0, unknown: 0, waived: 0 };
  const covered = views.filter((view) => coversAccount(view, { config }));
  let oldest: OpenFinding | null = null;
  for (const view of covered) {
    countClusters(clusters, verdicts, view, config);
    findings.unknown += view.unknown.filter((finding) => isCovered(finding, view, config)).length;
    for (const entry of view.findings) {
      const kind = isCovered(entry.finding, view, config) ? kindOf(entry, context) : null;
      if (!kind) continue;
      findings[kind] += 1;
      if (kind !== 'unknown' && kind !== 'waived') oldest = older(oldest, entry);
    }
  }
  return {
    accounts: covered.length,
    unlisted: covered.filter(({ isListed }) => !isListed).length,
    verdicts,
    clusters,
    findings,
    before: before?.facts ?? null,
    oldest: oldest && oldestFact(oldest, context),
    spend: spendOf(covered),
  };
}

/** The newest runs of the accounts that a channel covers. */
export function anchorsOf(
  views: readonly AccountView[],
  { channel: { config } }: Receiver,
): NonNullable<NoticeFacts['anchors']> {
  const jobs = views.filter((view) => coversAccount(view, { config })).flatMap((view) => view.jobs);
  return jobs.flatMap(({ head }) => (head ? [{ run: head.run, sha256: head.sha256 }] : []));
}

function isCovered(
  { check, resource, clusters }: Finding,
  view: AccountView,
  config: Receiver['channel']['config'],
): boolean {
  return passes(config, { account: view, checks: [check], resource, clusters }, view.clusters);
}

function oldestFact({ finding, life }: OpenFinding, { titles }: AlertContext): NoticeFacts['oldest'] {
  const { check, resource } = finding;
  return { title: titles[check] ?? check, resource, since: life.firstSeen };
}

/** By currency, because amounts of two cannot be added. */
function spendOf(views: readonly AccountView[]): NoticeFacts['spend'] {
  const sums = new Map<string, NoticeFacts['spend'][number]>();
  for (const { spend } of views) {
    if (!spend) continue;
    const known = sums.get(spend.currency);
    if (!known) sums.set(spend.currency, spend);
    else
      sums.set(spend.currency, {
        currency: spend.currency,
        date: known.date > spend.date ? known.date : spend.date,
        day: cents(sum([known.day, spend.day])),
        month: cents(sum([known.month, spend.month])),
        forecast: cents(sum([known.forecast, spend.forecast])),
      });
  }
  return [...sums.values()];
}

/** Under which number an open finding counts, as in the report; null for none. */
function kindOf({ finding, carried }: OpenFinding, { waivers }: AlertContext): Kind | null {
  if (carried || finding.status === 'unknown') return 'unknown';
  if (finding.status !== 'fail') return null;
  return waivers.get(finding.fingerprint)?.expired === false ? 'waived' : finding.severity;
}

function older(oldest: OpenFinding | null, entry: OpenFinding): OpenFinding {
  return oldest && oldest.life.firstSeen <= entry.life.firstSeen ? oldest : entry;
}

function countClusters(
  count: NoticeFacts['clusters'],
  verdicts: Record<keyof NoticeFacts['verdicts'], number>,
  view: AccountView,
  config: Receiver['channel']['config'],
): void {
  const { checks } = config.only;
  for (const [id, { region, inScope, encrypted, verdict }] of Object.entries(view.clusters)) {
    const resource = { type: 'cluster', region } as const;
    if (!passes(config, { account: view, checks, resource, clusters: [id] }, view.clusters)) continue;
    count.total += 1;
    if (inScope) count.inScope += 1;
    if (inScope && encrypted) count.encrypted += 1;
    if (verdict !== 'skipped') verdicts[verdict] += 1;
  }
}
