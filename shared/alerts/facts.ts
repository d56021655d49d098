import type { NoticeFacts } from '../model/notice.ts';
import { cents, sum } from '../money/amount.ts';
import type { AccountView, ViewFinding } from './account-view.ts';
import { hearsOf, type NamedChannel, passes } from './channels.ts';
import type { ToldFacts } from './ledger.ts';
import type { World } from './world.ts';

type Kind = keyof NoticeFacts['findings'];

/** The numbers of the accounts, as far as a channel hears of them. */
export function factsOf(
  views: readonly AccountView[],
  channel: NamedChannel,
  world: World,
  before: ToldFacts | null,
): NoticeFacts {
  const clusters = { inScope: 0, encrypted: 0, total: 0 };
  const findings = { critical: 0, high: 0, medium: 0, low: 0, info: 0, unknown: 0, waived: 0 };
  const heard = views.filter((view) => hearsOf(view, channel));
  let oldest: ViewFinding | null = null;
  for (const view of heard) {
    countClusters(clusters, view, channel);
    for (const entry of heardIn(view, channel)) {
      const kind = kindOf(entry, world);
      if (!kind) continue;
      findings[kind] += 1;
      if (kind !== 'unknown' && kind !== 'waived') oldest = older(oldest, entry);
    }
  }
  const told = oldest?.life && {
    title: world.titles[oldest.finding.check] ?? oldest.finding.check,
    resource: oldest.finding.resource,
    since: oldest.life.firstSeen,
  };
  return {
    accounts: heard.length,
    clusters,
    findings,
    before: before?.facts ?? null,
    oldest: told ?? null,
    spend: spendOf(heard),
  };
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

function heardIn(view: AccountView, { config }: NamedChannel): ViewFinding[] {
  return view.findings.filter(({ finding: { check, resource, clusters } }) =>
    passes(config, { account: view, checks: [check], resource, clusters }, view.clusters),
  );
}

/** Under which number a finding counts, as in the report; null for none. */
function kindOf({ finding, carried }: ViewFinding, { open }: World): Kind | null {
  if (carried || finding.status === 'unknown') return 'unknown';
  if (finding.status !== 'fail') return null;
  const waiver = open.get(finding.fingerprint)?.waiver;
  return waiver && !waiver.expired ? 'waived' : finding.severity;
}

function older(oldest: ViewFinding | null, entry: ViewFinding): ViewFinding | null {
  if (!entry.life) return oldest;
  return oldest?.life && oldest.life.firstSeen <= entry.life.firstSeen ? oldest : entry;
}

function countClusters(count: NoticeFacts['clusters'], view: AccountView, { config }: NamedChannel): void {
  for (const [id, { region, inScope, encrypted }] of Object.entries(view.clusters)) {
    const told = {
      account: view,
      checks: config.only.checks,
      resource: { type: 'cluster', region } as const,
    };
    if (!passes(config, { ...told, clusters: [id] }, view.clusters)) continue;
    count.total += 1;
    if (inScope) count.inScope += 1;
    if (inScope && encrypted) count.encrypted += 1;
  }
}
